import Foundation
import GRDB
import LDAP
import Support
import Testing
import Writeback

@testable import Agent

@Suite(.serialized) struct LiveWritingTests {
    @Test func resetsAreWrittenRefusedAndLeaveNoPasswordBehind() async throws {
        let agent = try await LiveAgent()
        let configuration = try agent.configuration()
        let session = SharedSession(agent.account(configuration))
        let (handler, health) = agent.handler(configuration, source: session)
        let passwords = ["Gut3s-Passwort", "안전한-비밀번호🙂", String(repeating: "x", count: 300), "short"]
        let people = ["alice", "bob", "carol", "dave"]
        var outcomes: [Outcome?] = []
        for (uid, password) in zip(people, passwords) {
            _ = await handler.handle(try await agent.delivery(uid, password, id: uid))
            outcomes.append(try await agent.outcome(uid)?.outcome)
        }
        #expect(outcomes == [.written, .written, .written, .tooShort])
        for (uid, password) in zip(people, passwords).prefix(3) { #expect(try await agent.accepts(uid, password)) }
        #expect(try await agent.accepts("dave", "OldPassw0rd!"))
        #expect(await health.lastProvenWrite != nil)
        // The configured entry and the agent's own are never written.
        _ = await handler.handle(try await agent.delivery("heidi", passwords[0], id: "heidi"))
        #expect(try await agent.outcome("heidi")?.outcome == .accountProtected)
        let unknown = try await agent.samples.message(
            try agent.samples.request(
                passwords[0], id: "nobody", anchor: UUID().uuidString.lowercased(), issued: Date()))
        _ = await handler.handle(
            agent.samples.delivery(unknown, lease: HeldLease(askedAt: AgentClock.system.sinceBoot(), seconds: 60)))
        #expect(try await agent.outcome("nobody")?.outcome == .notFound)
        await session.discard()
        try noTrace(of: passwords.dropLast() + [agent.slapd.agentPassword], in: agent)
    }

    /// Neither the files of the agent nor its log hold a password.
    private func noTrace(of passwords: [String], in agent: LiveAgent) throws {
        let reports = try agent.journal.pool.read {
            try String.fetchAll($0, sql: "SELECT CAST(report AS TEXT) FROM outbox")
        }
        #expect(reports.count == 6)
        var texts = [("log", Data(agent.notes.all.utf8)), ("reports", Data(reports.joined().utf8))]
        let files =
            FileManager.default.enumerator(atPath: agent.temporary.path)?.allObjects.compactMap { $0 as? String } ?? []
        for name in files {
            texts.append((name, FileManager.default.contents(atPath: agent.temporary.file(name)) ?? Data()))
        }
        #expect(texts.contains { $0.0.hasSuffix("journal.sqlite-wal") })
        for password in passwords {
            for (name, text) in texts { #expect(text.range(of: Data(password.utf8)) == nil, "\(name)") }
        }
    }

    /// A relay stands between agent and server; what it loses, and whether the directory has the new password
    /// afterwards.
    @Test(arguments: [Relay.Loss.answers, .requests]) func aLostAnswerIsLookedAtAndTheTruthReported(_ loss: Relay.Loss)
        async throws
    {
        let agent = try await LiveAgent()
        let port = try #require(agent.slapd.ldapsURL.split(separator: ":").last.flatMap { UInt16($0) })
        let relay = try Relay(to: port)
        let configuration = try agent.configuration(operation: "1s", url: "ldaps://127.0.0.1:\(relay.port)")
        // The first request of a write reads the entry again, the second one writes.
        let source = InterruptedSource(SharedSession(agent.account(configuration))) {
            relay.lose(loss, after: 1)
        } recover: {
            relay.heal()
        }
        let (handler, _) = agent.handler(configuration, source: source)
        _ = await handler.handle(try await agent.delivery("alice", "Lost-Answer-12", id: "lost"))
        let row = try #require(await agent.outcome("lost"))
        #expect(row.outcome == .written)
        // A lost answer is seen in the marker; a lost request is sent again, after the settle time.
        #expect(row.attempts == (loss == .answers ? 1 : 2))
        let report = try #require(await agent.journal.outbox(limit: 1).first?.report)
        #expect(report.verification == (loss == .answers ? .marker : .answer) && report.passwordWritten == .yes)
        #expect(try await agent.accepts("alice", "Lost-Answer-12"))
        await source.discard()
        relay.stop()
    }

    @Test func aRedeliveryDoesNotWriteAgain() async throws {
        let agent = try await LiveAgent()
        let configuration = try agent.configuration()
        let session = SharedSession(agent.account(configuration))
        let (handler, _) = agent.handler(configuration, source: session)
        let delivery = try await agent.delivery("alice", "Once-Only-1234", id: "once")
        _ = await handler.handle(delivery)
        let marker = try await agent.slapd.values("entryCSN", of: "uid=alice,ou=people,dc=example,dc=test")
        _ = await handler.handle(delivery)
        #expect(try await agent.slapd.values("entryCSN", of: "uid=alice,ou=people,dc=example,dc=test") == marker)
        #expect(try await agent.outcome("once")?.deliveries == 2)
        // The same id with other bytes ends nothing.
        guard case .shelve = await handler.handle(try await agent.delivery("alice", "Another-One-12", id: "once"))
        else {
            Issue.record("taken")
            return
        }
        #expect(try await agent.accepts("alice", "Once-Only-1234"))
        await session.discard()
    }
}
