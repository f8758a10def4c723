import Foundation
import Support
import Testing
import Writeback

@testable import Agent

@Suite struct LinkTests {
    let temporary: TemporaryFolder
    let folder: StateFolder

    init() throws {
        temporary = try TemporaryFolder("link")
        folder = StateFolder(path: temporary.file("state"))
        try folder.prepare()
    }

    private static func leased(_ samples: Samples, lock: String, seconds: Int = 60) async throws -> FakeGateway.Reply {
        let message = try await samples.message(try samples.request())
        let properties = BrokerProperties(
            messageID: "m", sessionID: "s", sequenceNumber: 7, lockToken: "t", lockedUntil: Samples.now,
            lockSeconds: seconds,
            deliveryCount: 2, enqueuedTime: Samples.now)
        let declarations = [Declaration(server: "ldaps://s:636", marker: "{}", declaredAt: Samples.now, agentID: "a")]
        return .json(
            201, message,
            [
                "Location": lock, "BrokerProperties": String(decoding: try WireJSON.encode(properties), as: UTF8.self),
                "Writeback-Declarations": Base64URL.encode(try WireJSON.encode(declarations)),
            ])
    }

    @Test func aLeaseIsReadWithItsDeclarations() async throws {
        let samples = try Samples()
        let message = try await Self.leased(samples, lock: "/writeback-requests/messages/7/t")
        let gateway = try await FakeGateway.start { _ in message }
        let clock = ManualClock()
        let link = try gateway.link(samples, folder: folder, clock: clock.clock)
        let delivery = try #require(try await link.lease(keyIDs: ["k"], instance: "i"))
        #expect(delivery.properties.sequenceNumber == 7 && delivery.declarations.map(\.server) == ["ldaps://s:636"])
        #expect(await delivery.lease.remaining(at: clock.sinceBoot + .seconds(59)) == .seconds(1))
        let call = try #require(gateway.received.last)
        #expect(call.path == "/writeback-requests/messages/head?timeout=60")
        #expect(try WireJSON.decode(LeaseRequest.self, from: call.body) == LeaseRequest(keyIDs: ["k"], instance: "i"))
        #expect(call.headers["authorization"]?.hasPrefix("Bearer token-") == true)
        await link.http.shutdown()
        await gateway.stop()
    }

    @Test func theTokenIsNotSentToAnotherHost() async throws {
        let samples = try Samples()
        let message = try await Self.leased(samples, lock: "http://elsewhere.invalid/messages/7/t")
        let gateway = try await FakeGateway.start { _ in message }
        let link = try gateway.link(samples, folder: folder)
        await #expect(throws: LinkFailure.self) { try await link.lease(keyIDs: [], instance: "i") }
        await link.http.shutdown()
        await gateway.stop()
    }

    @Test func noMessageIsNoFailureAndOneTokenServesAll() async throws {
        let samples = try Samples()
        let gateway = try await FakeGateway.start { _ in .answer(204) }
        let link = try gateway.link(samples, folder: folder)
        for _ in 0..<3 { #expect(try await link.lease(keyIDs: [], instance: "i") == nil) }
        #expect(gateway.received.filter { $0.path.hasSuffix("/token") }.count == 1)
        await link.http.shutdown()
        await gateway.stop()
    }

    @Test func aTokenThatIsRefusedIsReplacedOnce() async throws {
        let samples = try Samples()
        let gateway = try await FakeGateway.start { call in
            call.headers["authorization"] == "Bearer token-1" ? .answer(401) : .answer(204)
        }
        let link = try gateway.link(samples, folder: folder)
        #expect(try await link.lease(keyIDs: [], instance: "i") == nil)
        #expect(gateway.received.filter { $0.path.hasSuffix("/token") }.count == 2)
        await link.http.shutdown()
        await gateway.stop()
    }

    @Test func aRefusedCredentialIsShownOnce() async throws {
        let samples = try Samples()
        let gateway = try await FakeGateway.start(tokens: false) { _ in
            .answer(401, [:], Data(#"{"error":"invalid_client","error_description":"no such key"}"#.utf8))
        }
        let link = try gateway.link(samples, folder: folder)
        for _ in 0..<3 {
            let failure = await #expect(throws: LinkFailure.self) { try await link.lease(keyIDs: [], instance: "i") }
            guard case .credentialRefused = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
        }
        #expect(gateway.received.count == 1, "governed like a bind")
        await link.http.shutdown()
        await gateway.stop()
    }

    @Test func aDroppedAnswerIsUnreachable() async throws {
        let samples = try Samples()
        let gateway = try await FakeGateway.start { _ in .drop }
        let link = try gateway.link(samples, folder: folder)
        let failure = await #expect(throws: LinkFailure.self) { try await link.blade(in: .en) }
        guard case .unreachable = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        await link.http.shutdown()
        await gateway.stop()
    }

    @Test func aHangingGatewayIsGivenUp() async throws {
        let samples = try Samples()
        let gateway = try await FakeGateway.start { _ in .hang }
        let link = try gateway.link(samples, folder: folder)
        // The blade has three seconds.
        let failure = await #expect(throws: LinkFailure.self) { try await link.blade(in: .en) }
        guard case .unreachable = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        await link.http.shutdown()
        await gateway.stop()
    }

    @Test func aLostLeaseIsNoticedOnRenewal() async throws {
        let samples = try Samples()
        let gateway = try await FakeGateway.start { _ in .answer(404) }
        let link = try gateway.link(samples, folder: folder)
        let message = try await samples.message(try samples.request())
        let sample = samples.delivery(message)
        let delivery = Delivery(
            message: message, properties: sample.properties, lock: gateway.base + "/writeback-requests/messages/1/t",
            declarations: [], lease: sample.lease)
        await #expect(throws: LinkFailure.self) { try await link.renew(delivery, declaring: nil) }
        #expect(await delivery.lease.isLost)
        try await link.giveBack(delivery)
        await link.http.shutdown()
        await gateway.stop()
    }

    @Test func nobodyThereIsOneAttemptAndASentence() async throws {
        let samples = try Samples()
        let http = try GatewayHTTP(base: "http://127.0.0.1:\(try FreePort.pick()[0])", caFile: nil)
        let failure = await #expect(throws: LinkFailure.self) { try await http.send(.GET, "/") }
        #expect(failure?.isPassing == true && failure?.description.contains("127.0.0.1") == true)
        #expect(failure?.description.hasSuffix(": Connection refused") == true, "the system's own words")
        await http.shutdown()
        withExtendedLifetime(samples) {}
    }

    @Test func healthHearsOfEachCall() async throws {
        let samples = try Samples()
        let gateway = try await FakeGateway.start { call in .answer(call.path.contains("blade") ? 503 : 204) }
        let health = AgentHealth(
            server: "ldaps://s:636", maxSkew: .seconds(120), clock: .system, logger: LogNotes().logger)
        var link = try gateway.link(samples, folder: folder)
        link.observe = { await health.observe($0, gateway: "https://g") }
        await #expect(throws: LinkFailure.self) { try await link.blade(in: .en) }
        #expect(await health.tracker.holds(.gatewayUnreachable))
        _ = try await link.lease(keyIDs: [], instance: "i")
        #expect(await !health.tracker.holds(.gatewayUnreachable))
        await link.http.shutdown()
        await gateway.stop()
    }

    @Test func pausesLieBetweenThreeAndFiveSeconds() {
        #expect(RetryPause.length(chance: 0) == .seconds(3))
        #expect(RetryPause.length(chance: 1) == .seconds(5))
        #expect(RetryPause.length(chance: 7) == .seconds(5))
    }
}
