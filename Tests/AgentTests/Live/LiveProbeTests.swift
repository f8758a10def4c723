import Foundation
import Support
import Testing
import Writeback

@testable import Agent

@Suite(.serialized) struct LiveProbeTests {
    private func codes(_ round: ProbeRound) -> [Condition] { round.found.map(\.code) }

    @Test func aServerThatGoesFreezesAndComesBackIsSeen() async throws {
        let agent = try await LiveAgent()
        let probe = DirectoryProbe(agent.account(try agent.configuration()), clock: .system)
        var round = await probe.round()
        #expect(codes(round).isEmpty && round.isComplete && round.server.state == .working)
        #expect(round.policy?.minimumLength == 10 && round.policy?.historyCount == 3)
        #expect(round.capabilities?.kind == "openldap" && round.capabilities?.assertion == true)
        agent.slapd.freeze()
        let start = ContinuousClock.now
        round = await probe.round()
        #expect(codes(round) == [.directoryUnreachable] && round.server.state == .failing)
        #expect(ContinuousClock.now - start < .seconds(8), "a frozen server is noticed within the probe's own limit")
        agent.slapd.thaw()
        #expect(codes(await probe.round()).isEmpty)
        agent.slapd.stop()
        #expect(codes(await probe.round()) == [.directoryUnreachable])
        try await agent.slapd.restart()
        #expect(codes(await probe.round()).isEmpty)
        await probe.forget()
    }

    @Test func aWrongPasswordIsTriedOnceAndNotAgain() async throws {
        // Locks after three failed binds.
        let agent = try await LiveAgent(.init { $0.agentCanBeLocked = true })
        let file = try agent.temporary.write("wrong", "not the password")
        let probe = DirectoryProbe(agent.account(try agent.configuration(passwordFile: file)), clock: .system)
        for _ in 0..<5 {
            let round = await probe.round()
            #expect(codes(round) == [.directoryBindRefused])
            #expect(round.found.first?.arguments["nextTry"] != nil)
            #expect(round.found.first?.arguments["evidence"]?.contains("invalidCredentials") == true)
        }
        // Not locked: the right password works at once, since the file is another one now.
        try FileManager.default.removeItem(atPath: file)
        try agent.temporary.write("wrong", agent.slapd.agentPassword)
        #expect(codes(await probe.round()).isEmpty)
        await probe.forget()
    }

    @Test func eachMistakeHasItsOwnCondition() async throws {
        let agent = try await LiveAgent()
        func round(_ configuration: AgentConfiguration) async -> [Condition] {
            let probe = DirectoryProbe(agent.account(configuration), clock: .system)
            let round = await probe.round()
            await probe.forget()
            return codes(round)
        }
        #expect(await round(try agent.configuration(base: "ou=nowhere,dc=example,dc=test")) == [.directoryBaseMissing])
        #expect(await round(try agent.configuration(filter: "(uid=nobody)")) == [.directoryFilterMatchesNobody])
        #expect(await round(try agent.configuration(url: agent.slapd.wrongNameURL)) == [.directoryTLSFailed])
        let rogue = try Certificates.shared.get().rogueCAFile
        #expect(await round(try agent.configuration(caFile: rogue)) == [.directoryTLSFailed])
        let open = try agent.temporary.write("open", agent.slapd.agentPassword)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: open)
        #expect(await round(try agent.configuration(passwordFile: open)) == [.secretUnreadable])
        let silent = try FakeServer(.silent)
        #expect(
            await round(try agent.configuration(url: "ldaps://127.0.0.1:\(silent.port)")) == [.directoryUnreachable])
        silent.stop()
    }
}
