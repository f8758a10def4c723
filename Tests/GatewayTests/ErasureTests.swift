import Foundation
import Testing
import Writeback

@testable import Gateway

/// What must not be found on the disk, and what must still be there after a restart.
@Suite struct ErasureTests {
    @Test func nothingOfThePasswordIsLeft() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let id = try await scene.person("ada@example.org")
            let agent = try await FakeAgent(scene)
            let password = "unmistakable-\(UUID().uuidString)"
            let request = try await scene.accepted(id, password)
            let lease = try #require(try await agent.lease())
            let sealed = try #require(lease.message.sealed)
            // Pieces, because SQLite may part a long text between pages.
            let pieces = [sealed.ciphertext, sealed.enc].flatMap { text in
                stride(from: 0, to: text.utf8.count - 64, by: 500).map { start in
                    Data(Array(text.utf8)[start..<start + 48])
                }
            }
            func found(_ needle: Data) throws -> [String] {
                try gateway.allFiles().filter { $0.value.range(of: needle) != nil }.map(\.key)
            }
            #expect(try !pieces.flatMap(found).isEmpty, "while it waits, the sealed password is stored")

            #expect(try await agent.report(request, .written).status == 201)
            try await gateway.eventually("the sealed password is gone from every file") {
                try pieces.allSatisfy { try found($0).isEmpty }
            }
            #expect(try found(Data(password.utf8)).isEmpty)
            #expect(!gateway.log.text.contains(password))
            #expect(!gateway.log.text.contains(scene.secret))
            #expect(!gateway.log.text.contains(scene.token))
            #expect(try found(Data(scene.secret.utf8)).isEmpty, "secrets are stored as hashes")
        }
    }

    @Test func refusedPasswordsAreNotLoggedEither() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            try await scene.person("cloud@example.org", anchor: nil)
            let password = "unmistakable-\(UUID().uuidString)"
            _ = try await scene.reset("cloud@example.org", password)
            _ = try await gateway.call(
                "POST", scene.resetPath("x") + "?newPassword=\(password)", token: scene.token,
                body: Array(#"{"newPassword":"\#(password)" oops"#.utf8))
            #expect(!gateway.log.text.contains(password))
        }
    }

    @Test func aRestartKeepsEverything() async throws {
        let folder = try GatewayHarness.makeFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // A fixed port, so that agent and client find the gateway again under the same URL.
        let time = ManualTime()
        var ended: (scene: Scene, person: String, request: String)?
        var waiting: (agent: FakeAgent, request: String, declared: String)?
        try await GatewayHarness.serve(folder, time: time) { gateway in
            let scene = try await Scene(gateway)
            let id = try await scene.person("ada@example.org")
            let bob = try await scene.person("bob@example.org", anchor: "b")
            let agent = try await FakeAgent(scene)
            let first = try await scene.accepted(id)
            _ = try await agent.lease()
            _ = try await agent.report(first, .written)
            ended = (scene, id, first)
            let declared = try await scene.accepted(bob)
            _ = try await agent.declare(try #require(try await agent.lease()), marker: "before the restart")
            waiting = (agent, try await scene.accepted(id, "after"), declared)
        }
        time.jump(by: 60)
        try await GatewayHarness.serve(folder, time: time) { gateway in
            let ended = try #require(ended)
            let waiting = try #require(waiting)
            let path = "/v1.0/users/\(ended.person)/authentication/operations/\(ended.request)"
            let operation = try await gateway.call("GET", path, token: ended.scene.token).json
            #expect(operation["status"] as? String == "succeeded", "token, request and ending are still good")
            var found: [String: String?] = [:]
            for _ in 0..<2 {
                let answer = try await gateway.post(
                    "/writeback-requests/messages/head?timeout=0",
                    LeaseRequest(keyIDs: [waiting.agent.sealingKey.published.kid], instance: "x"),
                    token: waiting.agent.token)
                #expect(answer.status == 201)
                let properties = try WireJSON.decode(
                    BrokerProperties.self, from: Data((answer.headers["brokerproperties"] ?? "").utf8))
                found[properties.messageID] = .some(answer.headers["writeback-declarations"])
            }
            #expect(Set(found.keys) == [waiting.request, waiting.declared])
            let header = try #require(found[waiting.declared] ?? nil)
            let declarations = try WireJSON.decode([Declaration].self, from: try #require(Base64URL.decode(header)))
            #expect(declarations.map(\.marker) == ["before the restart"])
        }
    }

    @Test func whatRanOutWhileTheGatewayWasAwayEndsAtStart() async throws {
        let folder = try GatewayHarness.makeFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let time = ManualTime()
        var request = ""
        try await GatewayHarness.serve(folder, time: time) { gateway in
            let scene = try await Scene(gateway)
            let id = try await scene.person("ada@example.org")
            _ = try await FakeAgent(scene)
            request = try await scene.accepted(id)
        }
        time.jump(by: 3600)
        let id = request
        try await GatewayHarness.serve(folder, time: time) { gateway in
            try await gateway.eventually("expired") {
                try await gateway.wiring.store.read { try Requests.find(id, in: $0)?.outcome } == .expired
            }
        }
    }
}
