import Foundation
import Testing
import Writeback

@testable import Gateway

/// The requests queue at socket depth.
@Suite struct QueueTests {
    @Test func aPollWaitsUntilSomethingComes() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let id = try await scene.person("ada@example.org")
            let agent = try await FakeAgent(scene)
            async let polled = agent.lease(timeout: 60)
            try await gateway.eventually("the poll waits") {
                gateway.wiring.bells.count(.messages(directory: scene.directory)) == 1
            }
            let request = try await scene.accepted(id)
            #expect(try await polled?.properties.messageID == request)
        }
    }

    @Test func aPollEndsEmptyAtItsDeadline() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let agent = try await FakeAgent(scene)
            async let polled = agent.poll(timeout: 20)
            try await gateway.eventually("the poll waits") {
                gateway.wiring.bells.count(.messages(directory: scene.directory)) == 1
            }
            gateway.time.jump(by: 20)
            let answer = try await polled
            #expect(answer.status == 204)
            #expect(answer.headers["connection"] == "close")
        }
    }

    @Test func aClientThatGoesTakesItsWaiterAlong() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let agent = try await FakeAgent(scene)
            let polling = Task { try await agent.poll(timeout: 60) }
            try await gateway.eventually("the poll waits") {
                gateway.wiring.bells.count(.messages(directory: scene.directory)) == 1
            }
            polling.cancel()
            try await gateway.eventually("the waiter is gone") {
                gateway.wiring.bells.count(.messages(directory: scene.directory)) == 0
            }
        }
    }

    @Test func stoppingAnswersWhoWaits() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let agent = try await FakeAgent(scene)
            async let polled = agent.poll(timeout: 60)
            try await gateway.eventually("the poll waits") {
                gateway.wiring.bells.count(.messages(directory: scene.directory)) == 1
            }
            await gateway.stop()
            let answer = try await polled
            #expect(answer.status == 503)
            #expect(answer.headers["retry-after"] == "1")
        }
    }

    @Test func aLapsedLeaseComesAgainWithWhatWasDeclared() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let id = try await scene.person("ada@example.org")
            let agent = try await FakeAgent(scene)
            let request = try await scene.accepted(id)
            let first = try #require(try await agent.lease())
            #expect(first.declarations.isEmpty)
            #expect(try await agent.declare(first, marker: "m1").status == 200)
            gateway.time.jump(by: 31)
            #expect(try await agent.lease() == nil, "a declared write may still be on its way")
            gateway.time.jump(by: 10)
            let second = try #require(try await agent.lease())
            #expect(second.properties.messageID == request)
            #expect(second.properties.deliveryCount == 2)
            #expect(second.declarations.map(\.marker) == ["m1"])
            #expect(second.declarations.first?.agentID == agent.answer.agentID)
            #expect(second.message == first.message, "a redelivery has the same bytes")
            #expect(try await agent.declare(first).status == 404)
            #expect(try await gateway.call("PUT", first.location, token: agent.token).status == 404)
            #expect(try await gateway.call("DELETE", first.location, token: agent.token).status == 404)
        }
    }

    @Test func renewingWithoutABodyMovesTheEnd() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let id = try await scene.person("ada@example.org")
            let agent = try await FakeAgent(scene)
            _ = try await scene.accepted(id)
            let lease = try #require(try await agent.lease())
            for _ in 0..<3 {
                gateway.time.jump(by: 20)
                let renewed = try await gateway.call("POST", lease.location, token: agent.token)
                #expect(renewed.status == 200)
                let properties = try WireJSON.decode(
                    BrokerProperties.self, from: Data((renewed.headers["brokerproperties"] ?? "").utf8))
                #expect(properties.lockSeconds == 30)
                #expect(properties.lockToken == lease.properties.lockToken)
            }
            #expect(try await gateway.call("PUT", lease.location, token: agent.token).status == 200)
            #expect(try await agent.lease()?.properties.messageID == lease.properties.messageID)
        }
    }

    @Test func completingWithoutAnEndingRemovesNothing() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let id = try await scene.person("ada@example.org")
            let agent = try await FakeAgent(scene)
            let request = try await scene.accepted(id)
            let lease = try #require(try await agent.lease())
            #expect(try await gateway.call("DELETE", lease.location, token: agent.token).status == 200)
            gateway.time.jump(by: 31)
            #expect(try await agent.lease()?.properties.messageID == request)
        }
    }

    @Test func undeclaredExpiresDeclaredStaysUnconfirmed() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let (ada, bob) = (
                try await scene.person("ada@example.org"), try await scene.person("bob@example.org", anchor: "b")
            )
            let agent = try await FakeAgent(scene)
            let first = try await scene.accepted(ada)
            let second = try await scene.accepted(bob)
            let lease = try #require(try await agent.lease())
            #expect(lease.properties.messageID == first)
            #expect(try await agent.declare(lease).status == 200)
            gateway.time.jump(by: 600)
            try await gateway.eventually("the undeclared one expired") {
                (try await scene.operation(bob, second)["statusDetail"] as? String)?.hasPrefix("expired: ") == true
            }
            #expect(try await scene.operation(ada, first)["status"] as? String == "running")
            gateway.time.jump(by: 600)
            try await gateway.eventually("the declared one is unconfirmed") {
                (try await scene.operation(ada, first)["statusDetail"] as? String)?.hasPrefix("unconfirmed: ") == true
            }
            // The agent comes back too late: the first ending stands, and it is told so by an acceptance.
            #expect(try await agent.report(first, .written).status == 201)
            #expect(
                (try await scene.operation(ada, first)["statusDetail"] as? String)?.hasPrefix("unconfirmed") == true)
            #expect(gateway.log.text.contains("a second, differing ending was reported"))
        }
    }

    @Test func onlyAgentsComeIn() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let body = LeaseRequest(keyIDs: [], instance: "x")
            let path = "/writeback-requests/messages/head?timeout=0"
            #expect(try await gateway.post(path, body, token: scene.token).status == 403)
            #expect(try await gateway.post(path, body).status == 401)
            let agent = try await FakeAgent(scene)
            for (query, status) in [
                ("timeout=61", 400), ("timeout=x", 400), ("timeout=1&timeout=2", 400), ("timeout=0", 204),
            ] {
                let answer = try await gateway.post(
                    "/writeback-requests/messages/head?\(query)", body, token: agent.token)
                #expect(answer.status == status, "\(query)")
            }
            _ = try await gateway.administration.revokeAgent(agent.answer.agentID)
            #expect(try await agent.poll().status == 401)
        }
    }

    @Test func aRevokedAgentIsSentAwayWhileItWaits() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let id = try await scene.person("ada@example.org")
            let (staying, leaving) = (try await FakeAgent(scene), try await FakeAgent(scene))
            async let polled = leaving.poll(timeout: 60)
            try await gateway.eventually("the poll waits") {
                gateway.wiring.bells.count(.messages(directory: scene.directory)) == 1
            }
            _ = try await gateway.administration.revokeAgent(leaving.answer.agentID)
            _ = try await scene.accepted(id)
            #expect(try await polled.status == 401)
            #expect(try await staying.lease() != nil)
        }
    }
}
