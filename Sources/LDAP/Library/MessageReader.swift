import CLDAP

/// Turns messages of libldap into values; runs on the connection's thread.
struct MessageReader {
    private let handle: OpaquePointer

    init(_ handle: Handle) { self.handle = handle.pointer }

    /// The result of a message that ends an operation.
    func result(of message: OpaquePointer) -> LDAPResult? {
        var code: Int32 = 0
        var matched: UnsafeMutablePointer<CChar>?
        var text: UnsafeMutablePointer<CChar>?
        var referrals: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        var controls: UnsafeMutablePointer<UnsafeMutablePointer<LDAPControl>?>?
        guard ldap_parse_result(handle, message, &code, &matched, &text, &referrals, &controls, 0) == LDAP_SUCCESS
        else { return nil }
        defer {
            ldap_memfree(matched)
            ldap_memfree(text)
            ldap_memvfree(UnsafeMutableRawPointer(referrals)?.assumingMemoryBound(to: UnsafeMutableRawPointer?.self))
            ldap_controls_free(controls)
        }
        return LDAPResult(
            code: ResultCode(rawValue: code), matchedDN: matched.map { String(cString: $0) } ?? "",
            diagnosticMessage: text.map { String(cString: $0) } ?? "",
            referrals: Self.list(referrals) { String(cString: $0) }, controls: Self.list(controls, Self.control))
    }

    /// The name and value of an extended response; nil when it has none.
    func extended(_ message: OpaquePointer) -> (oid: OID?, value: [UInt8]?) {
        var oid: UnsafeMutablePointer<CChar>?
        var value: UnsafeMutablePointer<berval>?
        guard ldap_parse_extended_result(handle, message, &oid, &value, 0) == LDAP_SUCCESS else { return (nil, nil) }
        defer {
            ldap_memfree(oid)
            ber_bvfree(value)
        }
        return (oid.map { OID(String(cString: $0)) }, value.map { Self.bytes($0.pointee) })
    }

    /// An entry of a search.
    func entry(_ message: OpaquePointer) -> Entry? {
        var reader: OpaquePointer?
        var name = berval()
        guard ldap_get_dn_ber(handle, message, &reader, &name) == LDAP_SUCCESS else { return nil }
        defer { ber_free(reader, 0) }
        let dn = Self.text(name)
        var attributes: [AttributeName: [[UInt8]]] = [:]
        while true {
            var type = berval()
            var values: UnsafeMutablePointer<berval>?
            guard ldap_get_attribute_ber(handle, message, reader, &type, &values) == LDAP_SUCCESS else { return nil }
            defer { ber_memfree(values) }
            guard type.bv_val != nil else { return Entry(dnText: dn, attributes: attributes) }
            guard let attribute = try? AttributeName(parsing: Self.text(type)) else { continue }
            var list: [[UInt8]] = []
            var next = values
            while let value = next?.pointee, value.bv_val != nil {
                list.append(Self.bytes(value))
                next = next?.advanced(by: 1)
            }
            attributes[attribute] = list
        }
    }

    /// The URLs of a continuation reference.
    func references(_ message: OpaquePointer) -> [String] {
        var urls: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        guard ldap_parse_reference(handle, message, &urls, nil, 0) == LDAP_SUCCESS else { return [] }
        defer { ldap_memvfree(UnsafeMutableRawPointer(urls)?.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)) }
        return Self.list(urls) { String(cString: $0) }
    }

    private static func control(_ control: UnsafeMutablePointer<LDAPControl>) -> Control {
        let control = control.pointee
        return Control(
            oid: OID(control.ldctl_oid.map { String(cString: $0) } ?? ""), isCritical: control.ldctl_iscritical != 0,
            value: control.ldctl_value.bv_val == nil ? nil : bytes(control.ldctl_value))
    }

    private static func list<Item, Value>(
        _ items: UnsafeMutablePointer<UnsafeMutablePointer<Item>?>?, _ read: (UnsafeMutablePointer<Item>) -> Value
    ) -> [Value] {
        var values: [Value] = []
        var next = items
        while let item = next?.pointee {
            values.append(read(item))
            next = next?.advanced(by: 1)
        }
        return values
    }

    private static func bytes(_ value: berval) -> [UInt8] {
        Array(UnsafeRawBufferPointer(start: value.bv_val, count: Int(value.bv_len)))
    }

    private static func text(_ value: berval) -> String { String(decoding: bytes(value), as: UTF8.self) }
}
