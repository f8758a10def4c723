import LDAP

/// What is known about an answer, or about its absence; goes into reports and logs as it is, so it holds no secret.
public struct AnswerDetails: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The server that was asked, as a URL.
    public var server: String
    /// The step that was under way, when there was no answer.
    public var phase: ConnectionFailure.Phase?
    /// What was wrong with the connection, when there was no answer.
    public var connection: ConnectionFailure.Reason?
    /// The LDAP result code.
    public var resultCode: Int32?
    /// The error number of the password policy control.
    public var policyError: Int?
    /// The server's own words, cleaned; nil when it had none, or when they held any of the password.
    public var diagnostic: String?
    /// Where the server said to ask instead.
    public var referrals: [String]
    /// One sentence for an administrator, with the remedy where one is known.
    public var explanation: String

    /// Details from their parts.
    public init(
        server: String, phase: ConnectionFailure.Phase? = nil, connection: ConnectionFailure.Reason? = nil,
        resultCode: Int32? = nil, policyError: Int? = nil, diagnostic: String? = nil, referrals: [String] = [],
        explanation: String
    ) {
        self.server = server
        self.phase = phase
        self.connection = connection
        self.resultCode = resultCode
        self.policyError = policyError
        self.diagnostic = diagnostic
        self.referrals = referrals
        self.explanation = explanation
    }

    /// Server, code and explanation.
    public var description: String {
        let code = resultCode.map { " [\(ResultCode(rawValue: $0))]" } ?? ""
        return "\(server): \(explanation)\(code)\(diagnostic.map { ": \($0)" } ?? "")"
    }
}
