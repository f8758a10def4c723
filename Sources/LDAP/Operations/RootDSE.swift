/// What a server says about itself (RFC 4512, section 5.1).
public struct RootDSE: Hashable, Sendable {
    /// The bases of the data it holds.
    public var namingContexts: [String]
    /// The controls it knows.
    public var supportedControls: Set<OID>
    /// The extended operations it knows.
    public var supportedExtensions: Set<OID>
    /// The SASL mechanisms it offers on this connection.
    public var supportedSASLMechanisms: Set<String>
    /// The features of Active Directory and its like.
    public var supportedCapabilities: Set<OID>
    /// Who made it; OpenLDAP does not say.
    public var vendorName: String?
    /// Which version; OpenLDAP does not say.
    public var vendorVersion: String?
    /// For example `OpenLDAProotDSE`.
    public var objectClasses: [String]

    /// The root DSE from an entry.
    public init(_ entry: Entry) {
        func oids(_ attribute: AttributeName) -> Set<OID> { Set(entry.texts(attribute).map { OID($0) }) }
        namingContexts = entry.texts("namingContexts")
        supportedControls = oids("supportedControl")
        supportedExtensions = oids("supportedExtension")
        supportedCapabilities = oids("supportedCapabilities")
        supportedSASLMechanisms = Set(entry.texts("supportedSASLMechanisms"))
        vendorName = entry.text("vendorName")
        vendorVersion = entry.text("vendorVersion")
        objectClasses = entry.texts("objectClass")
    }

    /// Asked for by name: 389-DS does not give `supportedControl` for `+`.
    static let attributes: [AttributeName] = [
        "namingContexts", "supportedControl", "supportedExtension", "supportedCapabilities", "supportedSASLMechanisms",
        "vendorName", "vendorVersion", "objectClass",
    ]
}

extension Connection {
    /// Reads the root DSE. What is offered may differ before and after StartTLS and bind.
    ///
    /// - Throws: `OperationRefused`, `ConnectionFailure`, `CancellationError`.
    public func rootDSE() async throws -> RootDSE {
        let answer = try await search(SearchRequest(base: .root, scope: .base, attributes: RootDSE.attributes))
        try answer.result.requireSuccess()
        guard let entry = answer.entries.first else {
            throw OperationRefused(
                result: LDAPResult(code: .noSuchObject, diagnosticMessage: "the root DSE cannot be read"))
        }
        return RootDSE(entry)
    }
}
