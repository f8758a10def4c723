import Foundation
import Writeback

/// The claims of an access token. Members beyond Wire.md are those that clients of Entra look for.
struct AccessToken: Codable, Sendable, Hashable {
    /// RFC 9068, section 2.1.
    static let type = "at+jwt"
    /// How long it lasts, in seconds.
    static let lifetime = 3600

    var iss: String
    var aud: String
    var exp: Int
    var nbf: Int
    var iat: Int
    var jti: String
    var sub: String
    var tid: String
    var appid: String
    /// The agent's id where the client is an agent; else the application's object id.
    var oid: String
    var roles: [String]
    /// Says that this is an application and not a person.
    var idtyp = "app"
    var ver = "2.0"

    static func issue(
        to application: ApplicationRecord, agentID: String?, audience: String, publicURL: String, at now: Date,
        signedBy keys: SigningKeys
    ) async throws -> String {
        let seconds = Int(now.timeIntervalSince1970)
        let claims = AccessToken(
            iss: "\(publicURL)/\(application.tenant)/v2.0", aud: audience, exp: seconds + lifetime, nbf: seconds,
            iat: seconds, jti: Identifier.make(), sub: application.clientID, tid: application.tenant,
            appid: application.clientID, oid: agentID ?? application.objectID, roles: application.roles)
        return try await SignedEnvelope.sign(claims, type: type, key: keys.accessToken)
    }
}
