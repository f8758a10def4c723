/// Something that changes or accompanies an operation (RFC 4511, section 4.1.11).
public struct Control: Hashable, Sendable {
    /// Which control: an object identifier.
    public let oid: OID
    /// Whether a server that does not know it must refuse the operation (with `unavailableCriticalExtension`).
    public let isCritical: Bool
    /// Its content, if it has any.
    public let value: [UInt8]?

    /// A control with the given content.
    public init(oid: OID, isCritical: Bool, value: [UInt8]? = nil) {
        self.oid = oid
        self.isCritical = isCritical
        self.value = value
    }

    /// Asks for an explanation of password answers (draft-behera-ldap-password-policy-10, section 6.1). Never critical,
    /// so a server without it answers all the same.
    public static let passwordPolicy = Control(oid: .passwordPolicy, isCritical: false)

    /// The operation happens only if the target matches the filter, else it ends `assertionFailed` (RFC 4528).
    public static func assertion(_ filter: Filter) -> Control {
        Control(oid: .assertion, isCritical: true, value: filter.encoded)
    }

    /// A page of a search (RFC 2696): `cookie` is what the last page brought, empty for the first.
    static func page(size: UInt32, cookie: [UInt8]) -> Control {
        Control(
            oid: .pagedResults, isCritical: true,
            value: BERWriter.sequence(BERWriter.integer(size) + BERWriter.octetString(cookie)))
    }

    /// The cookie in a server's answer to `page`; empty when there are no more.
    var pageCookie: [UInt8]? {
        guard oid == .pagedResults, let value else { return nil }
        var outer = BERReader(value)
        guard let content = try? outer.element(0x30) else { return nil }
        var reader = BERReader(content)
        guard (try? reader.element(0x02)) != nil, let cookie = try? reader.element(0x04) else { return nil }
        return Array(cookie)
    }
}
