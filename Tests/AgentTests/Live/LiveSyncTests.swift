import Foundation
import Support
import Synchronization
import Testing
import Writeback

@testable import Agent

@Suite(.serialized) struct LiveSyncTests {
    /// People as a gateway keeps them.
    final class PeopleStore: Sendable {
        let people = Mutex<[String: SCIMUser]>([:])
        let puts = Mutex(0)

        func reply(_ call: FakeGateway.Call) -> FakeGateway.Reply {
            if call.method == "GET" {
                let all = people.withLock { $0.values.sorted { $0.userName < $1.userName } }
                let start = Int(call.path.split(separator: "startIndex=").last?.prefix { $0.isNumber } ?? "1") ?? 1
                let page = Array(all.dropFirst(start - 1).prefix(3))
                return .json(200, SCIMListResponse(totalResults: all.count, startIndex: start, resources: page))
            }
            guard var user = try? WireJSON.decode(SCIMUser.self, from: call.body) else { return .answer(400) }
            if call.method == "POST" {
                if user.userName.hasPrefix("bob@") {
                    return .json(409, SCIMError(status: 409, scimType: "uniqueness", detail: "that name is taken"))
                }
                user.id = UUID().uuidString
            } else {
                user.id = String(call.path.split(separator: "/").last ?? "")
                puts.withLock { $0 += 1 }
            }
            people.withLock { [user] in $0[user.id ?? ""] = user }
            return .json(call.method == "POST" ? 201 : 200, user)
        }
    }

    @Test func peopleGoUpOnceAndChangesAgain() async throws {
        let agent = try await LiveAgent(.init { $0.morePeople = 5 })
        let store = PeopleStore()
        let gateway = try await FakeGateway.start { store.reply($0) }
        let link = try gateway.link(agent.samples, folder: agent.folder)
        let sync = PeopleSync(
            account: agent.account(try agent.configuration()), link: link, clock: .system, logger: agent.notes.logger)
        let first = try await sync.run()
        let people = agent.slapd.people.count
        #expect(first.report.people == people && first.report.sent == people - 1 && first.report.failed == 1)
        #expect(first.troubles.first?.hasPrefix("bob@example.test: ") == true)
        #expect(store.people.withLock { $0.values.allSatisfy { $0.onPremises?.immutableID.isEmpty == false } })
        let second = try await sync.run()
        #expect(second.report.sent == 0 && second.report.failed == 1, "unchanged people are not sent again")
        try await agent.slapd.modify(
            "dn: uid=alice,ou=people,dc=example,dc=test\nchangetype: modify\nreplace: displayName\ndisplayName: 앨리스\n")
        #expect(try await sync.run().report.sent == 1)
        #expect(store.puts.withLock { $0 } == 1)
        #expect(store.people.withLock { $0.values.contains { $0.displayName == "앨리스" } })
        await link.http.shutdown()
        await gateway.stop()
    }
}
