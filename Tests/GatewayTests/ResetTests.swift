import Foundation
import Secrets
import Testing
import Writeback

@testable import Gateway

/// One reset, from the door to its ending.
@Suite struct ResetTests {
    @Test func acceptedLeasedDeclaredReported() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let id = try await scene.person("ada@example.org")
            let agent = try await FakeAgent(scene)

            let answer = try await scene.reset("ADA%40Example.org", "n3w password")
            #expect(answer.status == 202)
            #expect(answer.headers["retry-after"] == "1")
            #expect(answer.headers["content-type"]?.hasPrefix("application/json") == true)
            #expect(String(decoding: answer.body, as: UTF8.self) == "{}")
            let location = try #require(answer.headers["location"])
            #expect(location.hasPrefix("\(gateway.base)/v1.0/users/\(id)/authentication/operations/"))
            var operation = try await gateway.call("GET", location, token: scene.token).json
            #expect(operation["status"] as? String == "notStarted")

            let lease = try #require(try await agent.lease())
            #expect(lease.location.hasPrefix("\(gateway.base)/writeback-requests/messages/"))
            #expect(lease.properties.lockSeconds == 30)
            #expect(lease.properties.sessionID == id)
            let (request, password) = try await agent.open(lease)
            #expect(password == Array("n3w password".utf8))
            #expect(request.upn == "ada@example.org")
            #expect(request.aud == scene.tenant)
            #expect(request.exp == request.iat + 600)
            #expect(request.sequence == Int64(gateway.time.now.timeIntervalSince1970 * 1000))
            operation = try await gateway.call("GET", location, token: scene.token).json
            #expect(operation["status"] as? String == "running")

            #expect(try await agent.declare(lease).status == 200)
            #expect(try await agent.report(request.jti, .written).status == 201)
            operation = try await gateway.call("GET", location, token: scene.token).json
            #expect(operation["status"] as? String == "succeeded")
            #expect((operation["statusDetail"] as? String)?.hasPrefix("written: ") == true)
            #expect(try await gateway.call("DELETE", lease.location, token: agent.token).status == 200)
            #expect(try await agent.lease() == nil)
        }
    }

    @Test func aRefusalCarriesTheDirectorysOwnWords() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let id = try await scene.person("ada@example.org")
            let agent = try await FakeAgent(scene)
            let request = try await scene.accepted(id)
            _ = try await agent.lease()
            _ = try await agent.report(request, .tooShort, diagnostic: "Password fails quality checking policy")
            let operation = try await scene.operation(id, request)
            #expect(operation["status"] as? String == "failed")
            let detail = try #require(operation["statusDetail"] as? String)
            #expect(detail.hasPrefix("tooShort: The password is too short."))
            #expect(detail.contains("Password fails quality checking policy"))
        }
    }

    @Test func aNewerResetTakesThePlaceOfAnUnleasedOne() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let id = try await scene.person("ada@example.org")
            let agent = try await FakeAgent(scene)
            let first = try await scene.accepted(id, "first")
            let second = try await scene.accepted(id, "second")
            #expect(
                (try await scene.operation(id, first)["statusDetail"] as? String)?.hasPrefix("superseded: ") == true)

            let lease = try #require(try await agent.lease())
            let (request, password) = try await agent.open(lease)
            #expect(request.jti == second)
            #expect(password == Array("second".utf8))
            // A leased one is not superseded: the new one waits behind it.
            let third = try await scene.accepted(id, "third")
            #expect(try await agent.lease() == nil)
            _ = try await agent.report(second, .written)
            let next = try #require(try await agent.lease())
            #expect(next.properties.messageID == third)
            let (later, _) = try await agent.open(next)
            #expect(later.sequence > request.sequence)
        }
    }

    @Test func manyAtOnceForOnePersonKeepTheirOrder() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let id = try await scene.person("ada@example.org")
            let agent = try await FakeAgent(scene)
            try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<6 { group.addTask { try await scene.reset(id, "password \(index)").status } }
                for try await status in group { #expect(status == 202 || status == 429) }
            }
            let lease = try #require(try await agent.lease())
            _ = try await agent.report(lease.properties.messageID, .written)
            #expect(try await agent.lease() == nil, "all others were superseded by the last one")
        }
    }

    @Test func sealedByTheClient() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let id = try await scene.person("ada@example.org")
            let agent = try await FakeAgent(scene)
            let exp = Int(gateway.time.now.timeIntervalSince1970) + 300
            let jti = UUID().uuidString
            let key = agent.sealingKey.published
            let sealed = try key.seal(
                SealedPlaintext(new: Password(copying: "end to end".utf8)),
                context: SealingContext(
                    suite: key.suite, keyID: key.kid, tenant: scene.tenant, requestID: jti, anchor: "anchor",
                    operation: .reset, expires: exp))
            struct Body: Encodable {
                struct Sealed: Encodable {
                    var jti: String
                    var exp: Int
                    var sealed: [SealedPassword]
                }
                var sealedPassword: Sealed
            }
            let body = Body(sealedPassword: .init(jti: jti, exp: exp, sealed: [sealed]))
            #expect(try await gateway.post(scene.resetPath(id), body, token: scene.token).status == 202)
            let again = try await gateway.post(scene.resetPath(id), body, token: scene.token)
            #expect(again.status == 409)
            #expect(again.errorCode == "requestIDKnown")
            let (request, password) = try await agent.open(try #require(try await agent.lease()))
            #expect(request.jti == jti)
            #expect(password == Array("end to end".utf8))

            var foreign = sealed
            foreign.kid = try SealingKey(generating: .xWing, at: gateway.time.now).published.kid
            let refused = try await gateway.post(
                scene.resetPath(id),
                Body(sealedPassword: .init(jti: UUID().uuidString, exp: exp, sealed: [foreign])), token: scene.token)
            #expect(refused.status == 400)
            #expect(refused.errorCode == "sealedPasswordInvalid")
        }
    }
}
