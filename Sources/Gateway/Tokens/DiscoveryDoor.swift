import Hummingbird
import Writeback

/// Discovery (OpenID Connect Discovery 1.0, section 4; RFC 8414) and the keys that sign access tokens.
struct DiscoveryDoor: Sendable {
    let store: Store
    let keys: SigningKeys
    let addresses: Addresses

    private struct Document: Encodable {
        var issuer: String
        var authorizationEndpoint: String
        var tokenEndpoint: String
        var jwksURI: String
        var tokenEndpointAuthMethodsSupported = ["client_secret_post", "client_secret_basic", "private_key_jwt"]
        var tokenEndpointAuthSigningAlgValuesSupported = ["RS256", "PS256", "ES256"]
        var grantTypesSupported = ["client_credentials"]
        var responseTypesSupported = ["token"]
        var subjectTypesSupported = ["public"]
        var idTokenSigningAlgValuesSupported = ["ES256"]
        var scopesSupported: [String]
        var claimsSupported = ["iss", "aud", "exp", "nbf", "iat", "sub", "tid", "appid", "oid", "roles"]

        enum CodingKeys: String, CodingKey {
            case issuer
            case authorizationEndpoint = "authorization_endpoint"
            case tokenEndpoint = "token_endpoint"
            case jwksURI = "jwks_uri"
            case tokenEndpointAuthMethodsSupported = "token_endpoint_auth_methods_supported"
            case tokenEndpointAuthSigningAlgValuesSupported = "token_endpoint_auth_signing_alg_values_supported"
            case grantTypesSupported = "grant_types_supported"
            case responseTypesSupported = "response_types_supported"
            case subjectTypesSupported = "subject_types_supported"
            case idTokenSigningAlgValuesSupported = "id_token_signing_alg_values_supported"
            case scopesSupported = "scopes_supported"
            case claimsSupported = "claims_supported"
        }
    }

    func document(_ request: Request, _ context: DoorContext) async throws -> Response {
        let tenant = try await knownTenant(context)
        // The client's own name for the gateway: it compares the issuer with the URL that it fetched.
        let base = addresses.base(of: request)
        return try JSONAnswer.make(
            Document(
                issuer: "\(base)/\(tenant)/v2.0", authorizationEndpoint: "\(base)/\(tenant)/oauth2/v2.0/authorize",
                tokenEndpoint: "\(base)/\(tenant)/oauth2/v2.0/token",
                jwksURI: "\(base)/\(tenant)/discovery/v2.0/keys", scopesSupported: ["\(base)/.default"]))
    }

    func keySet(_ request: Request, _ context: DoorContext) async throws -> Response {
        _ = try await knownTenant(context)
        return try JSONAnswer.make(PublicJWKSet(keys: [keys.accessTokenJWK]))
    }

    private func knownTenant(_ context: DoorContext) async throws -> String {
        let tenant = try context.parameter("tenant")
        guard try await store.read({ try Tenants.find(tenant, in: $0) }) != nil else { throw TokenError.unknownTenant }
        return tenant
    }
}
