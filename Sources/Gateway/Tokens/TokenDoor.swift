import Foundation
import Hummingbird
import Writeback

/// `POST /{tenant}/oauth2/v2.0/token`, and the older path without `v2.0`.
struct TokenDoor: Sendable {
    let store: Store
    let keys: SigningKeys
    let addresses: Addresses
    let time: any Timekeeper

    private struct Answer: Encodable {
        var tokenType = "Bearer"
        var expiresIn = AccessToken.lifetime
        var extExpiresIn = AccessToken.lifetime
        var accessToken: String

        enum CodingKeys: String, CodingKey {
            case tokenType = "token_type"
            case expiresIn = "expires_in"
            case extExpiresIn = "ext_expires_in"
            case accessToken = "access_token"
        }
    }

    func respond(_ request: Request, _ context: DoorContext) async throws -> Response {
        let tenant = try context.parameter("tenant")
        guard try await store.read({ try Tenants.find(tenant, in: $0) }) != nil else { throw TokenError.unknownTenant }
        let body: [UInt8]
        do {
            body = try await BodyReading.bytes(of: request)
        } catch is GraphError {
            throw TokenError(
                status: .contentTooLarge, error: "invalid_request",
                description: "the body is longer than \(BodyReading.largest) bytes")
        }
        let form = try TokenRequest(form: body, authorization: request.headers[.authorization])
        guard form.grantType == "client_credentials" else { throw TokenError.unsupportedGrant(form.grantType) }
        let application = try await ClientAuthentication(store: store, addresses: addresses, time: time)
            .application(for: form, tenant: tenant, base: addresses.base(of: request))
        let audience = try Resources.audience(scope: form.scope, resource: form.resource, own: addresses)
        let agent = try await store.read { try Agents.ofClient(application.clientID, in: $0) }
        let token = try await AccessToken.issue(
            to: application, agentID: agent?.id, audience: audience, publicURL: addresses.publicURL, at: time.now,
            signedBy: keys)
        return try JSONAnswer.make(Answer(accessToken: token), headers: JSONAnswer.uncached)
    }
}
