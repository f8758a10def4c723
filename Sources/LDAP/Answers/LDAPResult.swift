/// How an operation ended: the LDAPResult of RFC 4511, section 4.1.9, with the controls of the answer.
public struct LDAPResult: Hashable, Sendable {
    /// The result code.
    public var code: ResultCode
    /// How much of the name exists, when it did not exist; empty otherwise.
    public var matchedDN: String
    /// The server's own words; may be empty, and may quote what was sent.
    public var diagnosticMessage: String
    /// Where else to ask. Never followed here.
    public var referrals: [String]
    /// The controls of the answer.
    public var controls: [Control]

    /// An answer from its parts.
    public init(
        code: ResultCode, matchedDN: String = "", diagnosticMessage: String = "", referrals: [String] = [],
        controls: [Control] = []
    ) {
        self.code = code
        self.matchedDN = matchedDN
        self.diagnosticMessage = diagnosticMessage
        self.referrals = referrals
        self.controls = controls
    }

    /// Whether the code is `success`.
    public var isSuccess: Bool { code == .success }

    /// What the password policy control says; nil when there is none, or none that can be read (the code stands
    /// anyway).
    public var passwordPolicy: PasswordPolicyResponse? {
        guard let value = controls.first(where: { $0.oid == .passwordPolicy })?.value else { return nil }
        return try? PasswordPolicyResponse(decoding: value)
    }

    /// Passes on success.
    ///
    /// - Throws: `OperationRefused`.
    public func requireSuccess() throws(OperationRefused) {
        guard isSuccess else { throw OperationRefused(result: self) }
    }
}

/// The server answered, but not with success.
public struct OperationRefused: Error, Hashable, Sendable, CustomStringConvertible {
    /// The whole answer.
    public let result: LDAPResult
    /// The code and the server's words.
    public var description: String {
        result.diagnosticMessage.isEmpty ? "\(result.code)" : "\(result.code): \(result.diagnosticMessage)"
    }
}
