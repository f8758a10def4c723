import Crypto
import Foundation
import Writeback

/// Gets access tokens by `private_key_jwt` (RFC 7523): the credential is the identity key, so no secret travels.
actor TokenSource {
    private let http: GatewayHTTP
    private let identity: AgentIdentity
    private let clock: AgentClock
    private let governor: GovernorKeeper
    private var held: (token: String, until: Date)?
    private var asking: Task<String, any Error>?

    init(http: GatewayHTTP, identity: AgentIdentity, governor: GovernorKeeper, clock: AgentClock) {
        self.http = http
        self.identity = identity
        self.governor = governor
        self.clock = clock
    }

    private struct Assertion: Codable, Sendable {
        var iss: String
        var sub: String
        var aud: String
        var jti: String
        var iat: Int
        var exp: Int
    }

    private struct TokenAnswer: Decodable {
        var accessToken: String
        var expiresIn: Int

        enum CodingKeys: String, CodingKey {
            case accessToken = "access_token"
            case expiresIn = "expires_in"
        }
    }

    /// A token that lasts for a while yet.
    ///
    /// - Throws: `LinkFailure`.
    func token() async throws(LinkFailure) -> String {
        if let held, held.until > clock.now() { return held.token }
        // Callers that come meanwhile share the one call.
        let task =
            asking
            ?? Task {
                defer { asking = nil }
                return try await ask()
            }
        asking = task
        do {
            return try await task.value
        } catch let failure as LinkFailure {
            throw failure
        } catch {
            throw .unreachable("\(error)")
        }
    }

    /// Forgets a token that the gateway did not accept.
    func forget(_ token: String) { if held?.token == token { held = nil } }

    private func ask() async throws(LinkFailure) -> String {
        let subject = BindSubject.gateway(client: identity.record.clientID)
        let secret = SecretMark(identity.fingerprint)
        if case .wait(let until) = await governor.decision(subject, secret: secret, at: clock.now()) {
            throw .credentialRefused("it was refused before", nextTry: Timestamp.text(until))
        }
        let path = "/\(identity.record.tenant)/oauth2/v2.0/token"
        let answer = try await http.send(
            .POST, path, headers: [("content-type", "application/x-www-form-urlencoded")], body: try await form(path))
        switch answer.status {
        case 200:
            let token = try answer.decoded(as: TokenAnswer.self)
            await governor.accepted(subject)
            // Shortly before it ends it is replaced: a minute, or a tenth of a short life.
            let life = Double(token.expiresIn)
            held = (token.accessToken, clock.now().addingTimeInterval(life - min(60, life / 10)))
            return token.accessToken
        case 400, 401, 403:
            let until = await governor.refused(subject, secret: secret, at: clock.now())
            throw .credentialRefused(answer.failure.description, nextTry: Timestamp.text(until))
        default: throw answer.failure
        }
    }

    private func form(_ path: String) async throws(LinkFailure) -> Data {
        let now = Int(clock.now().timeIntervalSince1970)
        let client = identity.record.clientID
        let assertion = Assertion(
            iss: client, sub: client, aud: http.base + path, jti: UUID().uuidString.lowercased(), iat: now,
            exp: now + 300)
        let signed: String
        do {
            signed = try await SignedEnvelope.sign(assertion, type: "JWT", key: identity.key)
        } catch {
            throw .notUnderstood("the identity key cannot sign: \(error)")
        }
        let fields = [
            ("grant_type", "client_credentials"), ("client_id", client), ("scope", "\(http.base)/.default"),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", signed),
        ]
        return Data(fields.map { "\($0.0)=\(Self.escaped($0.1))" }.joined(separator: "&").utf8)
    }

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(.init(charactersIn: "-._~"))) ?? ""
    }
}
