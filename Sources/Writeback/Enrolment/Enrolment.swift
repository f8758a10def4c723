import Foundation

/// What an agent posts to `/{tenant}/writeback/enrolments`.
public struct EnrolmentRequest: Codable, Sendable, Hashable {
    /// The identity key.
    public var jwk: PublicJWK
    /// A compact JWS of `EnrolmentProof`, made with that key: proves possession of key and code at once.
    public var proof: String

    /// Puts key and proof side by side.
    public init(jwk: PublicJWK, proof: String) {
        self.jwk = jwk
        self.proof = proof
    }
}

/// The claims that an agent signs to be enrolled.
public struct EnrolmentProof: Codable, Sendable, Hashable {
    /// The `typ` of the JWS header.
    public static let type = "writeback-enrolment+jwt"

    /// The tenant.
    public var aud: String
    /// When it was signed, in Unix seconds.
    public var iat: Int
    /// The directory that the code names.
    public var directory: String
    /// The code's secret, base64url.
    public var secret: String
    /// A name for tables: the machine's, unless the administrator says otherwise.
    public var name: String
    /// The agent's version.
    public var version: String
    /// The suffix (naming context) or domain that the agent's directory server has, in lower case.
    public var directoryIdentity: String
    /// The first sealing keys.
    public var sealingKeys: [PublishedSealingKey]

    /// Collects the claims.
    public init(
        aud: String, iat: Int, directory: String, secret: String, name: String, version: String,
        directoryIdentity: String, sealingKeys: [PublishedSealingKey]
    ) {
        self.aud = aud
        self.iat = iat
        self.directory = directory
        self.secret = secret
        self.name = name
        self.version = version
        self.directoryIdentity = directoryIdentity
        self.sealingKeys = sealingKeys
    }
}

/// What the gateway answers. The same code with the same key gets the same answer again.
public struct EnrolmentAnswer: Codable, Sendable, Hashable {
    /// The agent's id.
    public var agentID: String
    /// The `client_id` for the token endpoint; the credential is the identity key.
    public var clientID: String
    /// The keys that sign requests.
    public var requestSigningKeys: PublicJWKSet
    /// The queue to lease from.
    public var requestsQueue: String
    /// The queue to report to.
    public var statusQueue: String

    /// Collects the parts.
    public init(
        agentID: String, clientID: String, requestSigningKeys: PublicJWKSet, requestsQueue: String, statusQueue: String
    ) {
        self.agentID = agentID
        self.clientID = clientID
        self.requestSigningKeys = requestSigningKeys
        self.requestsQueue = requestsQueue
        self.statusQueue = statusQueue
    }
}
