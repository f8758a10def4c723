/// What the cloud asks an agent to do for one person: the claims of the signed request.
///
/// The names are those of RFC 7519 where it has one. Times are Unix seconds.
public struct WritebackRequest: Codable, Sendable, Hashable {
    /// The `typ` of the JWS header.
    public static let type = "writeback-request+jwt"

    /// The gateway's public URL.
    public var iss: String
    /// The tenant.
    public var aud: String
    /// The directory whose agents may act on it.
    public var directory: String
    /// The request's id: unique, chosen by whoever seals.
    public var jti: String
    /// When it was accepted.
    public var iat: Int
    /// From when on nobody may begin to write.
    public var exp: Int
    /// The person's source anchor.
    public var sub: String
    /// The person's user principal name, for logs and tables; never used to find the entry.
    public var upn: String
    /// What is to be done.
    public var operation: Operation
    /// Through which door it came.
    public var origin: Origin
    /// Who asked.
    public var initiator: Initiator
    /// Grows with every request for this person.
    public var sequence: Int64
    /// Whether the person has to choose another password at the next sign-in.
    public var forceChangePasswordNextSignIn: Bool
    /// Whether a locked account is to be unlocked as well.
    public var unlock: Bool
    /// A digest of each sealed password that travels beside this request. Empty for `unlock`.
    public var sealed: [SealedDigest]

    /// What is to be done.
    public enum Operation: String, Codable, Sendable, Hashable, CaseIterable {
        /// Set a new password without knowing the present one.
        case reset
        /// Set a new password, proving knowledge of the present one.
        case change
        /// Unlock the account; the password stays.
        case unlock
    }

    /// Through which door a request came.
    public enum Origin: String, Codable, Sendable, Hashable, CaseIterable {
        /// The Graph-shaped API.
        case graph
        /// The gateway's own portal.
        case portal
        /// The SCIM API.
        case scim
    }

    /// Who asked for it.
    public struct Initiator: Codable, Sendable, Hashable {
        /// The application's or person's id.
        public var id: String
        /// A name for people to read.
        public var name: String
        /// The role in which it was allowed.
        public var role: String

        /// Names who asked.
        public init(id: String, name: String, role: String) {
            self.id = id
            self.name = name
            self.role = role
        }
    }

    /// Collects the claims.
    public init(
        iss: String, aud: String, directory: String, jti: String, iat: Int, exp: Int, sub: String, upn: String,
        operation: Operation, origin: Origin, initiator: Initiator, sequence: Int64,
        forceChangePasswordNextSignIn: Bool, unlock: Bool, sealed: [SealedDigest]
    ) {
        self.iss = iss
        self.aud = aud
        self.directory = directory
        self.jti = jti
        self.iat = iat
        self.exp = exp
        self.sub = sub
        self.upn = upn
        self.operation = operation
        self.origin = origin
        self.initiator = initiator
        self.sequence = sequence
        self.forceChangePasswordNextSignIn = forceChangePasswordNextSignIn
        self.unlock = unlock
        self.sealed = sealed
    }
}
