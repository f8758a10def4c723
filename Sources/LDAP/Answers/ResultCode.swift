/// The result code of an answer, with the names of RFC 4511, appendix A, and of the extensions that are used here.
public struct ResultCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The number on the wire.
    public let rawValue: Int32
    /// Any number; those without a name are kept.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
    public static let
        success = Self(rawValue: 0),
        operationsError = Self(rawValue: 1),
        protocolError = Self(rawValue: 2),
        timeLimitExceeded = Self(rawValue: 3),
        sizeLimitExceeded = Self(rawValue: 4),
        compareFalse = Self(rawValue: 5),
        compareTrue = Self(rawValue: 6),
        authMethodNotSupported = Self(rawValue: 7),
        strongerAuthRequired = Self(rawValue: 8),
        referral = Self(rawValue: 10),
        adminLimitExceeded = Self(rawValue: 11),
        unavailableCriticalExtension = Self(rawValue: 12),
        confidentialityRequired = Self(rawValue: 13),
        saslBindInProgress = Self(rawValue: 14),
        noSuchAttribute = Self(rawValue: 16),
        undefinedAttributeType = Self(rawValue: 17),
        inappropriateMatching = Self(rawValue: 18),
        constraintViolation = Self(rawValue: 19),
        attributeOrValueExists = Self(rawValue: 20),
        invalidAttributeSyntax = Self(rawValue: 21),
        noSuchObject = Self(rawValue: 32),
        aliasProblem = Self(rawValue: 33),
        invalidDNSyntax = Self(rawValue: 34),
        aliasDereferencingProblem = Self(rawValue: 36),
        inappropriateAuthentication = Self(rawValue: 48),
        invalidCredentials = Self(rawValue: 49),
        insufficientAccessRights = Self(rawValue: 50),
        busy = Self(rawValue: 51),
        unavailable = Self(rawValue: 52),
        unwillingToPerform = Self(rawValue: 53),
        loopDetect = Self(rawValue: 54),
        namingViolation = Self(rawValue: 64),
        objectClassViolation = Self(rawValue: 65),
        notAllowedOnNonLeaf = Self(rawValue: 66),
        notAllowedOnRDN = Self(rawValue: 67),
        entryAlreadyExists = Self(rawValue: 68),
        objectClassModsProhibited = Self(rawValue: 69),
        affectsMultipleDSAs = Self(rawValue: 71),
        other = Self(rawValue: 80),
        canceled = Self(rawValue: 118),
        noSuchOperation = Self(rawValue: 119),
        tooLate = Self(rawValue: 120),
        cannotCancel = Self(rawValue: 121),
        assertionFailed = Self(rawValue: 122),
        authorizationDenied = Self(rawValue: 123),
        syncRefreshRequired = Self(rawValue: 4096)

    /// The name in the RFC, or nil for a number without one.
    public var name: String? { Self.names[rawValue] }

    /// The name and the number.
    public var description: String { name.map { "\($0) (\(rawValue))" } ?? "result code \(rawValue)" }

    private static let names: [Int32: String] = [
        0: "success", 1: "operationsError", 2: "protocolError", 3: "timeLimitExceeded", 4: "sizeLimitExceeded",
        5: "compareFalse", 6: "compareTrue", 7: "authMethodNotSupported", 8: "strongerAuthRequired", 10: "referral",
        11: "adminLimitExceeded", 12: "unavailableCriticalExtension", 13: "confidentialityRequired",
        14: "saslBindInProgress", 16: "noSuchAttribute", 17: "undefinedAttributeType", 18: "inappropriateMatching",
        19: "constraintViolation", 20: "attributeOrValueExists", 21: "invalidAttributeSyntax", 32: "noSuchObject",
        33: "aliasProblem", 34: "invalidDNSyntax", 36: "aliasDereferencingProblem",
        48: "inappropriateAuthentication", 49: "invalidCredentials", 50: "insufficientAccessRights", 51: "busy",
        52: "unavailable", 53: "unwillingToPerform", 54: "loopDetect", 64: "namingViolation",
        65: "objectClassViolation", 66: "notAllowedOnNonLeaf", 67: "notAllowedOnRDN", 68: "entryAlreadyExists",
        69: "objectClassModsProhibited", 71: "affectsMultipleDSAs", 80: "other", 118: "canceled",
        119: "noSuchOperation", 120: "tooLate", 121: "cannotCancel", 122: "assertionFailed",
        123: "authorizationDenied", 4096: "syncRefreshRequired",
    ]
}
