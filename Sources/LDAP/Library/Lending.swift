import CLDAP
import Glibc
import Secrets

/// Lends Swift values to libldap as C structures, for the length of a call.
///
/// No copy is made here, and a pointer to a password never outlives the closure. What libldap does is another matter:
/// it encodes what it is given into memory of its own; see LDAP.md, "Passwords in memory".
enum Lending {
    static func berval<Result>(
        _ bytes: UnsafeRawBufferPointer, _ body: (UnsafeMutablePointer<berval>) -> Result
    ) -> Result {
        // libldap takes a value without an address for "no value", but an empty one is something else.
        var empty: CChar = 0
        return withUnsafeMutablePointer(to: &empty) { empty in
            let address = UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
            var value = CLDAP.berval(bv_len: ber_len_t(bytes.count), bv_val: address ?? empty)
            return withUnsafeMutablePointer(to: &value, body)
        }
    }

    static func password<Result>(_ password: Password?, _ body: (UnsafeMutablePointer<berval>?) -> Result) -> Result {
        guard let password else { return body(nil) }
        return password.withBytes { bytes in berval(bytes) { body($0) } }
    }

    /// The controls as libldap takes them.
    static func controls<Result>(
        _ controls: [Control], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<LDAPControl>?>?) -> Result
    ) -> Result {
        var made: [UnsafeMutablePointer<LDAPControl>?] = controls.map { control in
            var result: UnsafeMutablePointer<LDAPControl>?
            (control.value ?? []).withUnsafeBytes { bytes in
                berval(bytes) { value in
                    _ = ldap_control_create(
                        control.oid.text, control.isCritical ? 1 : 0, control.value == nil ? nil : value, 1, &result)
                }
            }
            return result
        }
        defer { made.forEach(ldap_control_free) }
        guard !made.isEmpty else { return body(nil) }
        made.append(nil)
        return made.withUnsafeMutableBufferPointer { body($0.baseAddress) }
    }

    /// The names of attributes; none at all means `1.1`, "no attributes" (RFC 4511, section 4.5.1.8).
    static func names<Result>(
        _ names: [AttributeName], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> Result
    ) -> Result {
        let texts: [String] = names.isEmpty ? [LDAP_NO_ATTRS] : names.map(\.text)
        var list: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) }
        defer { list.forEach { free($0) } }
        list.append(nil)
        return list.withUnsafeMutableBufferPointer { body($0.baseAddress) }
    }

    /// The changes as libldap takes them.
    static func modifications<Result>(
        _ changes: [Modification], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<LDAPMod>?>?) -> Result
    ) -> Result {
        var lent: [LDAPMod] = []
        func lend(_ rest: ArraySlice<Modification>) -> Result {
            guard let change = rest.first else {
                return lent.withUnsafeMutableBufferPointer { changes in
                    var list = changes.indices.map { index in changes.baseAddress.map { $0 + index } }
                    list.append(nil)
                    return list.withUnsafeMutableBufferPointer { body($0.baseAddress) }
                }
            }
            return bervals(change.values[...]) { values in
                change.attribute.text.withCString { name in
                    lent.append(
                        LDAPMod(
                            mod_op: change.kind.rawValue | LDAP_MOD_BVALUES,
                            mod_type: UnsafeMutablePointer(mutating: name),
                            mod_vals: .init(modv_bvals: values)))
                    return lend(rest.dropFirst())
                }
            }
        }
        return lend(changes[...])
    }

    /// The values one inside the other, so that each is lent while the call runs; none is no list at all.
    private static func bervals<Result>(
        _ values: ArraySlice<Modification.Value>, lent: [UnsafeMutablePointer<berval>?] = [],
        _ body: (UnsafeMutablePointer<UnsafeMutablePointer<berval>?>?) -> Result
    ) -> Result {
        guard let value = values.first else {
            guard !lent.isEmpty else { return body(nil) }
            var list = lent + [nil]
            return list.withUnsafeMutableBufferPointer { body($0.baseAddress) }
        }
        func lend(_ bytes: UnsafeRawBufferPointer) -> Result {
            berval(bytes) { bervals(values.dropFirst(), lent: lent + [$0], body) }
        }
        switch value {
        case .bytes(let bytes): return bytes.withUnsafeBytes(lend)
        case .password(let password): return password.withBytes(lend)
        }
    }
}
