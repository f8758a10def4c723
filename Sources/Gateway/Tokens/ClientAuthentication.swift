import Foundation
import Writeback

/// Decides whether a client is who it says it is.
struct ClientAuthentication: Sendable {
    let store: Store
    let addresses: Addresses
    let time: any Timekeeper

    /// The longest life of an assertion, in seconds: azure-identity signs for half an hour.
    static let longestAssertion: Double = 3600
    /// How far clocks may be apart, in seconds.
    static let skew: Double = 300

    /// - Throws: `TokenError`.
    func application(for request: TokenRequest, tenant: String, base: String) async throws -> ApplicationRecord {
        let clientID: String
        switch request.proof {
        case .secret: clientID = request.clientID ?? ""
        case .assertion(let text): clientID = try Self.client(of: text, named: request.clientID)
        }
        let found = try await store.read { database in
            (
                application: try Tenants.application(clientID, in: database),
                credentials: try Credentials.of(clientID.lowercased(), in: database),
                revoked: try Agents.ofClient(clientID.lowercased(), in: database)?.revokedAt != nil
            )
        }
        guard let application = found.application, application.tenant == tenant, !found.revoked else {
            throw TokenError.invalidClient("the tenant has no such application, or its agent was revoked")
        }
        let credentials = found.credentials.filter { $0.isValid(at: time.now) }
        switch request.proof {
        case .secret(let candidates):
            let fits = credentials.contains { credential in
                credential.kind == .secret
                    && candidates.contains { ClientSecret.fits(Data($0.utf8), hash: credential.material) }
            }
            guard fits else { throw TokenError.invalidClient("the secret is wrong or has expired") }
        case .assertion(let text):
            try await check(text, clientID: application.clientID, tenant: tenant, base: base, against: credentials)
        }
        return application
    }

    private struct Header: Decodable {
        var alg: String
        var kid: String?
        var x5t: String?
        var x5tS256: String?

        enum CodingKeys: String, CodingKey {
            case alg, kid, x5t
            case x5tS256 = "x5t#S256"
        }

        /// Every name that the header has for the key. msal pads them, RFC 7515 does not.
        var names: Set<String> {
            Set([kid, x5t, x5tS256].compactMap { $0?.replacing("=", with: "") })
        }
    }

    private func check(
        _ text: String, clientID: String, tenant: String, base: String, against credentials: [CredentialRecord]
    ) async throws {
        guard let part = text.split(separator: ".").first, let data = Base64URL.decode(String(part)),
            let header = try? JSONDecoder().decode(Header.self, from: data)
        else { throw TokenError.invalidClient("the assertion is not a signed JWT") }
        let keys = credentials.compactMap(\.publicKey).filter { $0.algorithms.contains(header.alg) }
        // A header may name no key at all (authlib): then each registered one may be it.
        let named = header.names.isEmpty ? keys : keys.filter { !$0.names.isDisjoint(with: header.names) }
        guard !named.isEmpty else {
            throw TokenError.invalidClient("no key of this application fits the assertion's alg and key id")
        }
        for key in named {
            guard let claims = try? await key.verify(text, algorithm: header.alg) else { continue }
            return try judge(claims, clientID: clientID, tenant: tenant, base: base)
        }
        throw TokenError.invalidClient("the assertion's signature does not fit a registered key")
    }

    /// The claims of a text whose signature is good (RFC 7523, section 3). A `jti` may come again: msal sends the same
    /// assertion for minutes, and RFC 7523 leaves the choice; short life and audience bound what a copy is worth.
    private func judge(_ claims: AssertionClaims, clientID: String, tenant: String, base: String) throws {
        let now = time.now.timeIntervalSince1970
        guard claims.iss.lowercased() == clientID, claims.sub.lowercased() == clientID else {
            throw TokenError.invalidClient("iss and sub of the assertion have to be the client id")
        }
        let audiences = [base, addresses.publicURL].flatMap { base in
            [
                "\(base)/\(tenant)/oauth2/v2.0/token", "\(base)/\(tenant)/oauth2/token", "\(base)/\(tenant)/v2.0",
                "\(base)/\(tenant)", "\(base)/\(tenant)/",
            ]
        }
        guard !Set(claims.aud.values).isDisjoint(with: audiences) else {
            throw TokenError.invalidClient("aud of the assertion has to be the token endpoint")
        }
        guard claims.exp > now - Self.skew, claims.exp <= now + Self.longestAssertion + Self.skew,
            (claims.nbf ?? 0) <= now + Self.skew, (claims.iat ?? 0) <= now + Self.skew
        else {
            throw TokenError.invalidClient(
                "the assertion has expired, is not valid yet, or lives longer than an hour; compare the clocks")
        }
    }

    private static func client(of assertion: String, named: String?) throws(TokenError) -> String {
        struct Claims: Decodable { var sub: String }
        let parts = assertion.split(separator: ".")
        guard parts.count == 3, let data = Base64URL.decode(String(parts[1])),
            let claims = try? JSONDecoder().decode(Claims.self, from: data)
        else { throw .invalidClient("the assertion is not a signed JWT") }
        guard named == nil || named?.lowercased() == claims.sub.lowercased() else {
            throw .invalidClient("client_id and the assertion's sub differ")
        }
        return claims.sub
    }
}
