import Foundation
import Hummingbird
import Writeback

/// Who came in with a valid bearer token (RFC 6750).
struct Caller: Sendable, Hashable {
    var tenant: String
    var clientID: String
    var displayName: String
    var roles: Set<ApplicationRole>
    /// The agent, if the caller is one.
    var agent: AgentRecord?

    /// - Throws: `GraphError` 403 unless the caller has one of the roles.
    func require(_ wanted: ApplicationRole...) throws(GraphError) {
        guard !roles.isDisjoint(with: wanted) else {
            throw .denied(
                "Insufficient privileges to complete the operation: it needs the role "
                    + wanted.map(\.rawValue).joined(separator: " or "))
        }
    }

    /// The agent that calls.
    ///
    /// - Throws: `GraphError` 403 if somebody else does.
    func requireAgent() throws(GraphError) -> AgentRecord {
        try require(.agent)
        guard let agent else { throw .denied("only an enrolled agent may do this") }
        return agent
    }
}

/// Checks bearer tokens.
struct Bearer: Sendable {
    let store: Store
    let keys: SigningKeys
    let addresses: Addresses
    let time: any Timekeeper

    /// - Throws: `GraphError` 401.
    func caller(of request: Request) async throws -> Caller {
        guard let header = request.headers[.authorization] else {
            throw GraphError.unauthenticated("Access token is empty.", tokenSent: false)
        }
        guard header.lowercased().hasPrefix("bearer ") else {
            throw GraphError.unauthenticated("Authorization has to be Bearer and a token.", tokenSent: false)
        }
        let token = header.dropFirst(7).trimmingCharacters(in: .whitespaces)
        let claims: AccessToken
        do {
            claims = try await SignedEnvelope.open(
                token, as: AccessToken.self, typ: AccessToken.type, trusting: [keys.accessTokenJWK])
        } catch {
            throw GraphError.unauthenticated(
                "Access token is not one of this gateway, or was altered.", tokenSent: true)
        }
        let now = Int(time.now.timeIntervalSince1970)
        guard claims.exp > now else {
            throw GraphError.unauthenticated("Access token has expired; ask for a new one.", tokenSent: true)
        }
        // One minute of grace: the gateway's own clock may have been set back.
        guard claims.nbf <= now + 60, claims.iss.hasSuffix("/\(claims.tid)/v2.0"),
            Resources.accepted(claims.aud, own: addresses) != nil
        else {
            throw GraphError.unauthenticated("Access token is not meant for this gateway.", tokenSent: true)
        }
        return try await caller(of: claims)
    }

    /// A signature alone is not enough: the application may have been removed, the agent revoked since.
    private func caller(of claims: AccessToken) async throws -> Caller {
        let known = try await store.read { database in
            (
                application: try Tenants.application(claims.appid, in: database),
                agent: try Agents.ofClient(claims.appid, in: database)
            )
        }
        guard let application = known.application, application.tenant == claims.tid, known.agent?.revokedAt == nil
        else { throw GraphError.unauthenticated("The application is not known any more.", tokenSent: true) }
        let roles = Set(claims.roles).intersection(application.roles).compactMap(ApplicationRole.init(rawValue:))
        return Caller(
            tenant: claims.tid, clientID: claims.appid, displayName: application.displayName, roles: Set(roles),
            agent: known.agent)
    }
}
