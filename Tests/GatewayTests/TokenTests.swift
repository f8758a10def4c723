import Crypto
import CryptoExtras
import Foundation
import JWTKit
import Testing
import Writeback
import X509

@testable import Gateway

/// The token endpoint, as unmodified clients use it.
@Suite struct TokenTests {
    private struct Claims: JWTPayload {
        var iss: String
        var sub: String
        var aud: String
        var exp: Double
        var nbf: Double?
        var iat: Double?
        var jti = "the-same-every-time"
        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    private static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    private func post(
        _ scene: Scene, _ form: String, headers: [String: String] = [:], path: String = "oauth2/v2.0/token"
    )
        async throws -> GatewayHarness.Answer
    {
        try await scene.gateway.call("POST", "/\(scene.tenant)/\(path)", body: Array(form.utf8), headers: headers)
    }

    @Test func secretInBodyAndInTheHeader() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let form = "grant_type=client_credentials&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&client_info=1"
            let answer = try await post(scene, "\(form)&client_id=\(scene.appID)&client_secret=\(scene.secret)")
            #expect(answer.status == 200)
            #expect(answer.json["token_type"] as? String == "Bearer")
            #expect(answer.json["expires_in"] as? Int == 3600)
            #expect(answer.headers["cache-control"] == "no-store")
            let basic = Data("\(scene.appID):\(scene.secret)".utf8).base64EncodedString()
            #expect(try await post(scene, form, headers: ["Authorization": "Basic \(basic)"]).status == 200)
            let encoded = scene.secret.replacing("-", with: "%2D").replacing("_", with: "%5F")
            let formed = Data("\(scene.appID):\(encoded)".utf8).base64EncodedString()
            #expect(try await post(scene, form, headers: ["Authorization": "Basic \(formed)"]).status == 200)
            let charset = ["Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"]
            let upper = "\(form)&client_id=\(scene.appID.uppercased())&client_secret=\(scene.secret)"
            #expect(try await post(scene, upper, headers: charset).status == 200)
        }
    }

    @Test func whatATokenSays() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let set = try await gateway.call("GET", "/\(scene.tenant)/discovery/v2.0/keys").decode(PublicJWKSet.self)
            let claims = try await SignedEnvelope.open(
                scene.token, as: AccessToken.self, typ: "at+jwt", trusting: set.keys)
            let now = Int(gateway.time.now.timeIntervalSince1970)
            #expect(claims.iss == "\(gateway.base)/\(scene.tenant)/v2.0")
            #expect(claims.aud == gateway.base)
            #expect((claims.iat, claims.nbf, claims.exp) == (now, now, now + 3600))
            #expect(claims.tid == scene.tenant)
            #expect(claims.appid == scene.appID)
            #expect(claims.roles.contains("User.Read.All"))
            let agent = try await FakeAgent(scene)
            let other = try await SignedEnvelope.open(
                agent.token, as: AccessToken.self, typ: "at+jwt", trusting: set.keys)
            #expect(other.oid == agent.answer.agentID)
            #expect(other.roles == ["Writeback.Agent"])
            #expect(!set.keys.contains(gateway.wiring.keys.requestJWK), "requests are signed by another key")
        }
    }

    @Test(arguments: [
        ("https://localhost/.default", 200), ("https://127.0.0.1:9/.default", 200),
        ("https://servicebus.azure.net//.default", 200), ("https://management.core.windows.net//.default", 200),
        ("https://graph.microsoft.com//.default", 200), ("https://elsewhere.example/.default", 400),
        ("User.Read", 400), ("https://a/.default https://b/.default", 400),
    ])
    func scopes(scope: String, status: Int) async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let encoded = scope.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            let answer = try await post(
                scene,
                "grant_type=client_credentials&client_id=\(scene.appID)&client_secret=\(scene.secret)&scope=\(encoded)")
            #expect(answer.status == status)
            if status == 400 { #expect(answer.json["error"] as? String == "invalid_scope") }
            guard let token = answer.json["access_token"] as? String else { return }
            #expect(try await gateway.call("GET", "/v1.0/users", token: token).status == 200)
        }
    }

    @Test func theOlderEndpoint() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let answer = try await post(
                scene,
                "grant_type=client_credentials&client_id=\(scene.appID)&client_secret=\(scene.secret)"
                    + "&resource=https%3A%2F%2Fgraph.microsoft.com%2F", path: "oauth2/token")
            #expect(answer.status == 200)
        }
    }

    @Test func refusals() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let other = try await Scene(gateway)
            let good = "client_id=\(scene.appID)&client_secret=\(scene.secret)"
            for (form, status, error) in [
                ("client_id=\(scene.appID)&client_secret=wrong&grant_type=client_credentials", 401, "invalid_client"),
                ("client_id=nobody&client_secret=x&grant_type=client_credentials", 401, "invalid_client"),
                (
                    "client_id=\(other.appID)&client_secret=\(other.secret)&grant_type=client_credentials", 401,
                    "invalid_client"
                ),
                ("client_id=\(scene.appID)&grant_type=client_credentials", 401, "invalid_client"),
                (good, 400, "invalid_request"), ("\(good)&grant_type=password", 400, "unsupported_grant_type"),
                ("\(good)&client_secret=x&grant_type=client_credentials", 400, "invalid_request"),
                ("\(good)&client_assertion=x&grant_type=client_credentials", 400, "invalid_request"),
                ("%zz", 400, "invalid_request"), ("", 400, "invalid_request"),
            ] {
                let answer = try await post(scene, form)
                #expect(answer.status == status, "\(form)")
                #expect(answer.json["error"] as? String == error, "\(form)")
                #expect((answer.json["error_description"] as? String)?.isEmpty == false)
                #expect(answer.headers["content-type"]?.hasPrefix("application/json") == true)
            }
            let unknown = try await gateway.call("POST", "/nowhere/oauth2/v2.0/token", body: Array(good.utf8))
            #expect(unknown.status == 400)
            #expect(unknown.json["error"] as? String == "invalid_tenant")
            let large = try await post(scene, String(repeating: "x", count: 70000))
            #expect(large.status == 413)
        }
    }

    @Test func deletedAndExpiredSecrets() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let added = try await gateway.administration.addCredential(
                app: scene.appID, displayName: "second", years: 2, credential: .secret)
            let second = try #require(added.password ?? nil)
            func status(_ secret: String) async throws -> Int {
                try await post(scene, "client_id=\(scene.appID)&client_secret=\(secret)&grant_type=client_credentials")
                    .status
            }
            #expect(try await status(second) == 200)
            gateway.time.jump(by: 366 * 86400)
            #expect(try await status(scene.secret) == 401)
            #expect(try await status(second) == 200)
            _ = try await gateway.administration.deleteCredential(app: scene.appID, keyID: added.keyId)
            #expect(try await status(second) == 401)
        }
    }

    @Test func discovery() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let path = "/\(scene.tenant)/v2.0/.well-known/openid-configuration"
            let byName = try await gateway.call("GET", path).json
            #expect(byName["issuer"] as? String == "\(gateway.base)/\(scene.tenant)/v2.0")
            #expect(byName["token_endpoint"] as? String == "\(gateway.base)/\(scene.tenant)/oauth2/v2.0/token")
            #expect(byName["authorization_endpoint"] != nil)
            let address = gateway.base.replacing("localhost", with: "127.0.0.1")
            let byAddress = try await gateway.call("GET", address + path).json
            #expect(
                (byAddress["token_endpoint"] as? String)?.hasPrefix(address) == true, "under the name that was used")
            let forged = try await gateway.call("GET", path, headers: ["Host": "evil.example"]).json
            #expect(
                (forged["token_endpoint"] as? String)?.hasPrefix(gateway.base) == true, "but only under its own names")
            #expect(try await gateway.call("GET", "/nowhere/v2.0/.well-known/openid-configuration").status == 400)
        }
    }

    @Test(arguments: ["RS256", "PS256", "ES256"]) func assertions(algorithm: String) async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
            let curve = P256.Signing.PrivateKey()
            let certificate = try TestCertificates.client(rsa)
            let jwk = PublicJWK(curve.publicKey)
            let application = try await gateway.administration.createApplication(
                tenant: scene.tenant, displayName: "with a key", roles: [ApplicationRole.readUsers.rawValue],
                credential: algorithm == "ES256"
                    ? .jwk(json: String(decoding: try WireJSON.encode(jwk), as: UTF8.self))
                    : .certificate(pem: try certificate.serializeAsPEM().pemString))
            #expect(application.password == nil)
            let client = application.application.appId
            let der = try certificate.serializeAsPEM().derBytes
            // msal pads the thumbprint.
            let thumbprint = Data(SHA256.hash(data: der)).base64EncodedString()
                .replacing("+", with: "-").replacing("/", with: "_")
            let endpoint = "\(gateway.base)/\(scene.tenant)/oauth2/v2.0/token"
            let now = gateway.time.now.timeIntervalSince1970

            func send(_ claims: Claims, signer: String = algorithm, header: JWTHeader? = nil) async throws -> Int {
                let keys = JWTKeyCollection()
                switch signer {
                case "RS256":
                    await keys.add(rsa: try JWTKit.Insecure.RSA.PrivateKey(backing: rsa), digestAlgorithm: .sha256)
                case "PS256":
                    await keys.add(pss: try JWTKit.Insecure.RSA.PrivateKey(backing: rsa), digestAlgorithm: .sha256)
                case "ES256": await keys.add(ecdsa: try ES256PrivateKey(backing: curve))
                case "none": await keys.addUnsecuredNone()
                default:
                    await keys.add(
                        hmac: .init(from: try certificate.serializeAsPEM().pemString), digestAlgorithm: .sha256)
                }
                let named: JWTHeader =
                    algorithm == "ES256" ? ["kid": .string(jwk.thumbprint)] : ["x5t#S256": .string(thumbprint)]
                let assertion = try await keys.sign(claims, header: header ?? named)
                let form =
                    "grant_type=client_credentials&client_assertion=\(assertion)&client_assertion_type=\(Self.assertionType)"
                return try await post(scene, form).status
            }
            func claims(_ change: (inout Claims) -> Void = { _ in }) -> Claims {
                var claims = Claims(
                    iss: client, sub: client, aud: endpoint, exp: now + 599.5, nbf: now - 0.25, iat: now - 0.25)
                change(&claims)
                return claims
            }
            #expect(try await send(claims()) == 200)
            #expect(try await send(claims()) == 200, "msal sends the same assertion again")
            #expect(try await send(claims(), header: [:]) == 200, "authlib names no key")
            #expect(try await send(claims { $0.aud = "\(gateway.base)/\(scene.tenant)/v2.0" }) == 200)
            #expect(
                try await send(claims { $0.aud = "https://login.example/\(scene.tenant)/oauth2/v2.0/token" }) == 401)
            #expect(try await send(claims { $0.exp = now - 301 }) == 401)
            #expect(try await send(claims { $0.exp = now + 7200 }) == 401)
            #expect(try await send(claims { $0.nbf = now + 400 }) == 401)
            #expect(try await send(claims { $0.iss = scene.appID }) == 401)
            #expect(try await send(claims { $0.sub = scene.appID }) == 401)
            #expect(try await send(claims(), header: ["kid": "another"]) == 401)
            for wrong in ["none", "HS256"] + ["RS256", "ES256"].filter({ ($0 == "ES256") != (algorithm == "ES256") }) {
                #expect(try await send(claims(), signer: wrong, header: [:]) == 401, "\(wrong)")
            }
        }
    }
}
