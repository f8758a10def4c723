import Foundation
import Testing
import Writeback

@testable import Gateway

/// The blade at socket depth, over time.
@Suite struct BladeTests {
    @Test func fromNothingToShownToHiddenAndBack() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            try await scene.person("ada@example.org")
            #expect(try await scene.blade().reasons.map(\.code) == [.noAgentEnrolled])

            let agent = try await FakeAgent(scene)
            #expect(try await scene.blade().reasons.map(\.code) == [.agentSilent])
            gateway.pass(seconds: 1)
            #expect(try await agent.health(number: 1).status == 201)
            let shownAt = gateway.time.now
            var blade = try await scene.blade()
            #expect(blade.decision == .shown)
            #expect(blade.since == shownAt)

            gateway.pass(seconds: 20)
            blade = try await scene.blade()
            #expect(blade.decision == .shown)
            #expect(blade.since == shownAt, "since tells when the decision became what it is")

            let down = ActiveCondition(
                .directoryUnreachable, since: gateway.time.now, arguments: ["server": "ldaps://d1"])
            #expect(try await agent.health(number: 2, conditions: [down]).status == 201)
            blade = try await scene.blade()
            #expect(blade.reasons.map(\.code) == [.directoryUnreachable])
            #expect(blade.reasons.first?.evidence["server"] == "ldaps://d1")
            #expect(blade.since == gateway.time.now)
            #expect(try await agent.health(number: 1).status == 201)
            #expect(try await scene.blade().decision == .hidden, "an overtaken report changes nothing")
            #expect(try await agent.health(number: 3).status == 201)
            #expect(try await scene.blade().decision == .shown)

            // Silence needs no message: it is noticed by time alone.
            _ = try await agent.poll()
            gateway.pass(seconds: 41)
            blade = try await scene.blade()
            #expect(blade.reasons.map(\.code) == [.agentSilent])
            #expect(blade.agents.map(\.state) == [.silent])
        }
    }

    @Test func aPauseOfTheGatewayIsNotTheAgentsSilence() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let agent = try await FakeAgent(scene)
            gateway.pass(seconds: 20)
            _ = try await agent.health(number: 1)
            #expect(try await scene.blade().decision == .shown)
            gateway.time.jump(by: 120)
            #expect(try await scene.blade().reasons.map(\.code) == [.cloudTrouble])
            gateway.pass(seconds: 14)
            #expect(try await scene.blade().reasons.map(\.code) == [.cloudTrouble])
            gateway.pass(seconds: 1)
            #expect(try await scene.blade().reasons.map(\.code) == [.agentSilent])
            _ = try await agent.health(number: 2)
            #expect(try await scene.blade().decision == .shown)
        }
    }

    @Test func anAgentThatReportsButDoesNotAskForWork() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let agent = try await FakeAgent(scene)
            gateway.pass(seconds: 1)
            for number in 1...4 {
                _ = try await agent.health(number: number)
                gateway.pass(seconds: 10)
            }
            #expect(try await scene.blade().reasons.map(\.code) == [.agentNotLeasing])
            _ = try await agent.poll()
            #expect(try await scene.blade().decision == .shown)
        }
    }

    @Test func theRemedySpeaksTheLanguageOfWhoAsks() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway, writeback: false)
            for language in [Language.en, .ko] {
                let answer = try await gateway.call(
                    "GET", "/v1.0/writeback/blade", token: scene.token, headers: ["Accept-Language": language.rawValue])
                let reason = try #require(try answer.decode(BladeAnswer.self).reasons.first)
                #expect(reason.code == .writebackNotEnabled)
                #expect(reason.title == Condition.writebackNotEnabled.title(in: language))
                #expect(answer.headers["content-language"] == language.rawValue)
            }
        }
    }

    @Test func whoMayLook() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway, roles: [ApplicationRole.reset.rawValue])
            let agent = try await FakeAgent(scene)
            #expect(try await gateway.call("GET", "/v1.0/writeback/blade", token: scene.token).status == 403)
            #expect(try await gateway.call("GET", "/v1.0/writeback/blade", token: agent.token).status == 200)
        }
    }
}
