import Foundation

/// How one request ended, as the agent that worked on it says. Signed with the agent's identity key.
public struct StatusReport: Codable, Sendable, Hashable {
    /// The `typ` of the JWS header.
    public static let type = "writeback-status+jwt"
    /// The `type` of the CloudEvent.
    public static let eventType = "writeback.status"

    /// The agent.
    public var iss: String
    /// The tenant.
    public var aud: String
    /// The report's own id; the same report sent again keeps it.
    public var jti: String
    /// When it was signed, in Unix seconds.
    public var iat: Int
    /// The request that ended.
    public var requestID: String
    /// How.
    public var outcome: Outcome
    /// The LDAP result code (RFC 4511, section 4.1.9) that decided it.
    public var ldapResultCode: Int?
    /// What this directory adds to the result code: a draft-behera error number or AD's hexadecimal code.
    public var directoryCode: String?
    /// The directory's own words, without control characters; withheld if any of the password occurs in them.
    public var diagnostic: String?
    /// The server that was asked.
    public var server: String?
    /// How many times a write was sent.
    public var attempts: Int
    /// What the outcome rests on.
    public var verification: Verification
    /// Whether the directory holds the new password.
    public var passwordWritten: Certainty
    /// Whether the person has to choose another password at the next sign-in.
    public var mustChangeSet: Certainty
    /// Whether a lock was removed.
    public var unlocked: Certainty
    /// What the write replaced, when the password had been changed in the directory after the request was made.
    public var replaced: String?
    /// When the agent received the request.
    public var receivedAt: Date
    /// When the outcome was known.
    public var endedAt: Date

    /// What an outcome rests on.
    public enum Verification: String, Codable, Sendable, Hashable, CaseIterable {
        /// The directory's answer to this very request.
        case answer
        /// The entry's change marker, looked at after the answer was lost.
        case marker
        /// A bind with the new password.
        case bind
        /// Nothing was sent to the directory.
        case notSent
        /// Nothing could be found out.
        case nothing
    }

    /// Yes, no, or nobody knows.
    public enum Certainty: String, Codable, Sendable, Hashable, CaseIterable {
        /// It is so.
        case yes = "true"
        /// It is not so.
        case no = "false"
        /// Nobody knows.
        case unknown
    }

    /// Collects the claims.
    public init(
        iss: String, aud: String, jti: String, iat: Int, requestID: String, outcome: Outcome,
        ldapResultCode: Int? = nil, directoryCode: String? = nil, diagnostic: String? = nil, server: String? = nil,
        attempts: Int, verification: Verification, passwordWritten: Certainty, mustChangeSet: Certainty,
        unlocked: Certainty, replaced: String? = nil, receivedAt: Date, endedAt: Date
    ) {
        self.iss = iss
        self.aud = aud
        self.jti = jti
        self.iat = iat
        self.requestID = requestID
        self.outcome = outcome
        self.ldapResultCode = ldapResultCode
        self.directoryCode = directoryCode
        self.diagnostic = diagnostic
        self.server = server
        self.attempts = attempts
        self.verification = verification
        self.passwordWritten = passwordWritten
        self.mustChangeSet = mustChangeSet
        self.unlocked = unlocked
        self.replaced = replaced
        self.receivedAt = receivedAt
        self.endedAt = endedAt
    }
}
