import Crypto
import Foundation
import Secrets
import Testing
import Writeback

@testable import Gateway

@Suite struct EnrolmentTests {
    @Test func theSameCodeAndKeyGetTheSameAnswerOthersNone() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let code = try await gateway.administration.enrolmentCode(tenant: nil, directory: nil).code
            let key = try SealingKey(generating: .xWing, at: gateway.time.now)
            let identity = P256.Signing.PrivateKey()
            let path = "/\(scene.tenant)/writeback/enrolments"
            let (parsed, request) = try await FakeAgent.request(
                code: code, identity: identity, sealingKey: key, at: gateway.time.now)
            #expect(parsed.url == gateway.base)
            #expect(parsed.requestSigningKey == gateway.wiring.keys.requestJWK.thumbprint)
            #expect(parsed.authoritySHA256 != nil)
            let first = try await gateway.post(path, request)
            #expect(first.status == 201)
            let again = try await gateway.post(path, request)
            #expect(again.status == 201)
            #expect(again.body == first.body)
            let answer = try first.decode(EnrolmentAnswer.self)
            #expect(answer.requestSigningKeys.keys.map(\.thumbprint) == [parsed.requestSigningKey])
            #expect(answer.requestsQueue == "writeback-requests")

            let (_, other) = try await FakeAgent.request(
                code: code, identity: P256.Signing.PrivateKey(), sealingKey: key, at: gateway.time.now)
            let used = try await gateway.post(path, other)
            #expect(used.status == 403)
            #expect(used.errorCode == "enrolmentCodeUsed")
            #expect(
                (used.json["error"] as? [String: Any])?["message"] as? String
                    == "the enrolment code was used already; make a new one: writeback-gateway agent code")

            _ = try await gateway.administration.revokeAgent(answer.agentID)
            #expect(try await gateway.post(path, request).errorCode == "enrolmentCodeUsed", "revoked is for good")
        }
    }

    @Test func expiredAlteredUnknown() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let other = try await Scene(gateway)
            let code = try await gateway.administration.enrolmentCode(tenant: scene.tenant, directory: nil).code
            let key = try SealingKey(generating: .xWing, at: gateway.time.now)
            let identity = P256.Signing.PrivateKey()
            let path = "/\(scene.tenant)/writeback/enrolments"
            #expect(throws: EnrolmentCode.Failure.altered) { try EnrolmentCode(String(code.dropLast())) }

            let (_, forged) = try await FakeAgent.request(
                code: code, identity: identity, sealingKey: key, at: gateway.time.now,
                secret: Base64URL.encode([UInt8](repeating: 7, count: 16)))
            #expect(try await gateway.post(path, forged).errorCode == "enrolmentCodeUnknown")

            var (_, swapped) = try await FakeAgent.request(
                code: code, identity: identity, sealingKey: key, at: gateway.time.now)
            #expect(try await gateway.post("/\(other.tenant)/writeback/enrolments", swapped).status == 403)
            swapped.jwk = PublicJWK(P256.Signing.PrivateKey().publicKey)
            #expect(try await gateway.post(path, swapped).errorCode == "enrolmentProofInvalid")

            let (_, early) = try await FakeAgent.request(
                code: code, identity: identity, sealingKey: key, at: gateway.time.now + 301)
            #expect(try await gateway.post(path, early).errorCode == "enrolmentProofStale")

            gateway.time.jump(by: 3600)
            let (_, late) = try await FakeAgent.request(
                code: code, identity: identity, sealingKey: key, at: gateway.time.now)
            let expired = try await gateway.post(path, late)
            #expect(expired.status == 403)
            #expect(expired.errorCode == "enrolmentCodeExpired")
            #expect(try await gateway.call("POST", path, body: Array("{}".utf8)).status == 400)
        }
    }

    @Test func theFirstAgentPinsTheDirectory() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            _ = try await FakeAgent(scene, suffix: "DC=example,DC=org")
            _ = try await FakeAgent(scene, suffix: "dc=example,dc=org")
            let code = try await gateway.administration.enrolmentCode(tenant: nil, directory: nil).code
            let (_, request) = try await FakeAgent.request(
                code: code, identity: P256.Signing.PrivateKey(),
                sealingKey: try SealingKey(generating: .xWing, at: gateway.time.now), suffix: "dc=other,dc=org",
                at: gateway.time.now)
            let answer = try await gateway.post("/\(scene.tenant)/writeback/enrolments", request)
            #expect(answer.status == 409)
            #expect(answer.errorCode == "directoryIdentityDiffers")
            let directories = try await gateway.administration.directories(tenant: nil)
            #expect(directories.first?.identity == "dc=example,dc=org")
        }
    }

    @Test func theCodeIsStoredAsAHashOnly() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let code = try EnrolmentCode(
                try await gateway.administration.enrolmentCode(tenant: scene.tenant, directory: nil).code)
            let secret = code.secret.withBytes { Data($0) }
            #expect(try gateway.allFiles().values.allSatisfy { $0.range(of: secret) == nil })
        }
    }

    @Test func aPasswordIsSealedToTheKeysOfItsOwnDirectoryOnly() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let other = try await gateway.administration.createDirectory(tenant: scene.tenant)
            let id = try await scene.person("ada@example.org")
            let (one, two) = (try await FakeAgent(scene), try await FakeAgent(scene))
            let stranger = try await FakeAgent(scene, suffix: "dc=other", directory: other.id)
            _ = try await scene.accepted(id)
            #expect(try await stranger.poll(keyIDs: [one.sealingKey.published.kid]).status == 204)
            let (request, _) = try await two.open(try #require(try await two.lease()))
            #expect(Set(request.sealed.map(\.kid)) == [one.sealingKey.published.kid, two.sealingKey.published.kid])
        }
    }
}
