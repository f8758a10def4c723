import Foundation
import LDAP
import Support
import Testing
import Writeback

@testable import Agent

/// The agent's parts over a real 389 Directory Server: one way of each, since the rest does not know the kind.
@Suite struct Live389Tests {
    @Test func writesForcesUnlocksAndKnowsWhatBecameOfALostAnswer() async throws {
        let server = try await LiveDS389.start()
        let relay = try Relay(to: server.ldapsPort)
        let temporary = try TemporaryFolder("live389")
        let folder = StateFolder(path: temporary.file("state"))
        try folder.prepare()
        let samples = try Samples()
        let notes = LogNotes()
        let journal = try Journal.open(
            path: temporary.file("journal.sqlite"), generationFile: folder.journalGeneration, at: Date())
        let configuration = try AgentConfiguration.parse(
            """
            cloud: {url: "https://gateway.invalid", tenant: tenant-1}
            state: {directory: \(folder.path)}
            directory:
              kind: 389ds
              servers: ["ldaps://127.0.0.1:\(relay.port)"]
              tls: {caFile: \(server.caFile)}
              bind: {dn: "\(server.agentDN)", passwordFile: \(try temporary.write("secret", server.agentPassword))}
              users: {base: "\(server.peopleDN)", filter: "\(server.peopleFilter)", loginAttribute: uid}
              timeouts: {operation: 3s}
            """, file: temporary.file("agent.yaml"))
        let account = ServiceAccount(
            configuration: configuration.directory, governor: GovernorKeeper(folder, logger: notes.logger),
            clock: .system, logger: notes.logger)

        func handle(
            _ uid: String, _ password: String?, from source: any DirectorySource,
            _ operation: WritebackRequest.Operation = .reset, mustChange: Bool = false
        ) async throws -> JournalRow {
            let cloud = FakeCloud(.system)
            let writer = RequestWriter(
                journal: journal, cloud: cloud, directory: source, identity: samples.identity,
                settings: .init(
                    serviceAccount: configuration.directory.settings.bindDN, settleTime: .seconds(3), unlock: true,
                    forceChange: true), clock: .system, logger: notes.logger)
            let handler = RequestHandler(
                journal: journal, cloud: cloud, identity: samples.identity, intake: samples.intake, writer: writer,
                health: AgentHealth(
                    server: server.ldapsURL, maxSkew: .seconds(120), clock: .system, logger: notes.logger),
                clock: .system, logger: notes.logger, turns: UserTurns(), reportSoon: {}, probeSoon: {})
            let anchor = try await server.values("nsUniqueId", of: "uid=\(uid),\(server.peopleDN)").first ?? ""
            let id = UUID().uuidString
            let request = try samples.request(
                password, id: id, anchor: anchor, operation: operation, issued: Date()
            ) { $0.forceChangePasswordNextSignIn = mustChange }
            let lease = HeldLease(askedAt: AgentClock.system.sinceBoot(), seconds: 60)
            _ = await handler.handle(samples.delivery(try await samples.message(request), lease: lease))
            return try #require(await journal.row(id))
        }
        func accepts(_ uid: String, _ password: String) async throws -> Bool {
            try await server.accepts("uid=\(uid),\(server.peopleDN)", password: Array(password.utf8))
        }

        let session = SharedSession(account)
        #expect(try await handle("alice", "안전한-비밀번호🙂-1", from: session).outcome == .written)
        #expect(try await accepts("alice", "안전한-비밀번호🙂-1"))
        #expect(try await handle("alice", "Sh0rt-A", from: session).outcome == .tooShort)
        #expect(try await handle("bob", "N3w-Passw0rd!", from: session, mustChange: true).outcome == .written)
        #expect(try await server.values("pwdReset", of: "uid=bob,\(server.peopleDN)") == ["TRUE"])
        for _ in 0..<3 { #expect(try await !accepts("carol", "wrong")) }
        #expect(try await !accepts("carol", "OldPassw0rd!"))
        #expect(try await handle("carol", nil, from: session, .unlock).outcome == .unlocked)
        #expect(try await accepts("carol", "OldPassw0rd!"))

        // The second request of a write is the write itself. What was done is seen in the marker; what was not is
        // honestly unconfirmed, since the entry was made only just before, by a clock of seconds.
        for (uid, loss, outcome) in [
            ("dave", Relay.Loss.answers, Outcome.written), ("erin", .requests, .unconfirmed),
        ] {
            let source = InterruptedSource(SharedSession(account)) {
                relay.lose(loss, after: 1)
            } recover: {
                relay.heal()
            }
            let row = try await handle(uid, "Lost-Answer-12", from: source)
            #expect(row.outcome == outcome && row.attempts == 1, "\(uid): \(row.outcome?.rawValue ?? "nothing")")
            #expect(try await accepts(uid, "Lost-Answer-12") == (outcome == .written))
            await source.discard()
        }
        await session.discard()
        relay.stop()
    }
}
