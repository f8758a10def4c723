import Crypto
import Foundation
import Testing
import Writeback

@testable import Gateway

@Suite struct ReportTests {
    @Test func whoMayEndARequest() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let id = try await scene.person("ada@example.org")
            let (agent, idle) = (try await FakeAgent(scene), try await FakeAgent(scene))
            let request = try await scene.accepted(id)
            #expect(try await agent.report(request, .written).status == 403, "it has not leased it yet")
            _ = try await agent.lease()
            #expect(try await idle.report(request, .written).status == 403)
            #expect(try await agent.report("unknown", .written).status == 404)
            #expect(try await agent.report(request, .written, key: P256.Signing.PrivateKey()).status == 403)
            #expect(try await scene.operation(id, request)["status"] as? String == "running")
            #expect(try await agent.report(request, .written).status == 201)
            #expect(try await scene.operation(id, request)["status"] as? String == "succeeded")
        }
    }

    @Test func theFirstEndingStandsAndRepeatsAreWelcome() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let id = try await scene.person("ada@example.org")
            let agent = try await FakeAgent(scene)
            let request = try await scene.accepted(id)
            _ = try await agent.lease()
            for _ in 0..<2 { #expect(try await agent.report(request, .tooYoung, jti: "one").status == 201) }
            #expect(try await agent.report(request, .written, jti: "two").status == 201)
            #expect((try await scene.operation(id, request)["statusDetail"] as? String)?.hasPrefix("tooYoung") == true)
            #expect(gateway.log.text.contains("a second, differing ending was reported"))
            let warning = try #require(try await scene.blade().warnings.first)
            #expect(warning.code == .endingContradicted)
            #expect(warning.evidence == ["request": request, "first": "tooYoung", "second": "written"])
        }
    }

    @Test func anAgentThatLostItsLeaseMayStillTellTheTruth() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let id = try await scene.person("ada@example.org")
            let (first, second) = (try await FakeAgent(scene), try await FakeAgent(scene))
            let request = try await scene.accepted(id)
            _ = try await first.declare(try #require(try await first.lease()))
            gateway.time.jump(by: 41)
            let lease = try #require(try await second.lease())
            #expect(try await first.report(request, .written).status == 201)
            #expect(try await second.declare(lease).status == 404, "the message went with the ending")
            #expect(try await gateway.call("DELETE", lease.location, token: second.token).status == 200)
        }
    }

    @Test func notAReport() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let agent = try await FakeAgent(scene)
            let path = "/writeback-status/messages"
            for body in ["", "x", "{}", #"{"specversion":"1.0"}"#] {
                #expect(try await gateway.call("POST", path, token: agent.token, body: Array(body.utf8)).status == 400)
            }
            for data in ["", "a.b.c", scene.token] {
                let event = ReportEvent(
                    id: "1", agent: agent.answer.agentID, type: StatusReport.eventType, time: gateway.time.now,
                    data: data)
                #expect(try await gateway.post(path, event, token: agent.token).status == 400)
            }
            #expect(try await gateway.post(path, ["a": "b"], token: scene.token).status == 403)
        }
    }

    @Test func keysFollowTheHealthReport() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let id = try await scene.person("ada@example.org")
            let agent = try await FakeAgent(scene)
            let rotated = try SealingKey(generating: .x25519, at: gateway.time.now).published
            #expect(try await agent.health(number: 5, keys: [rotated]).status == 201)
            _ = try await scene.accepted(id)
            #expect(try await agent.poll().status == 204, "nothing is sealed to the key that was destroyed")
            #expect(try await agent.poll(keyIDs: [rotated.kid]).status == 201)
            var forged = rotated
            forged.kid = "chosen"
            #expect(try await agent.health(number: 6, keys: [forged]).status == 400)
            #expect(try await agent.health(number: 7, keys: []).status == 201)
            #expect(try await scene.reset(id, "again").errorCode == "noAgentKey")
        }
    }

    @Test func aDiagnosticIsShortAndHarmless() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let id = try await scene.person("ada@example.org")
            let agent = try await FakeAgent(scene)
            let request = try await scene.accepted(id)
            _ = try await agent.lease()
            _ = try await agent.report(
                request, .policyUnspecified, diagnostic: "bad\r\n\u{1B}[31mred" + String(repeating: "x", count: 5000))
            let detail = try #require(try await scene.operation(id, request)["statusDetail"] as? String)
            #expect(detail.contains("(bad[31mredxxx"))
            #expect(detail.count < 700)
        }
    }
}
