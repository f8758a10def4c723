import Directory
import Foundation
import LDAP
import Support
import Synchronization
import Writeback

@testable import Agent

/// The agent's parts over a real slapd.
struct LiveAgent {
    let slapd: LiveSlapd
    let temporary: TemporaryFolder
    let folder: StateFolder
    let samples: Samples
    let notes = LogNotes()
    let journal: Journal

    init(_ options: LiveSlapd.Options = .init()) async throws {
        slapd = try await LiveSlapd.start(options)
        temporary = try TemporaryFolder("live")
        folder = StateFolder(path: temporary.file("state"))
        try folder.prepare()
        samples = try Samples()
        journal = try Journal.open(
            path: temporary.file("journal.sqlite"), generationFile: folder.journalGeneration, at: Date())
    }

    func configuration(
        base: String? = nil, filter: String? = nil, passwordFile: String? = nil, caFile: String? = nil,
        operation: String = "5s", url: String? = nil
    ) throws -> AgentConfiguration {
        try AgentConfiguration.parse(
            """
            cloud: {url: "https://gateway.invalid", tenant: tenant-1}
            state: {directory: \(folder.path)}
            directory:
              servers: ["\(url ?? slapd.ldapsURL)"]
              tls: {caFile: \(caFile ?? slapd.caFile)}
              bind: {dn: "\(slapd.agentDN)", passwordFile: \(passwordFile ?? slapd.agentPasswordFile)}
              users: {base: "\(base ?? slapd.peopleDN)", filter: "\(filter ?? slapd.peopleFilter)", loginAttribute: uid}
              protected: {entries: ["uid=heidi,ou=people,dc=example,dc=test"]}
              defaultPolicy: "\(slapd.defaultPolicyDN)"
              timeouts: {operation: \(operation)}
            """, file: temporary.file("agent.yaml"))
    }

    func account(_ configuration: AgentConfiguration) -> ServiceAccount {
        ServiceAccount(
            configuration: configuration.directory, governor: GovernorKeeper(folder, logger: notes.logger),
            clock: .system,
            logger: notes.logger)
    }

    /// Everything that handles a delivery, over `source`.
    func handler(_ configuration: AgentConfiguration, source: any DirectorySource) -> (RequestHandler, AgentHealth) {
        let health = AgentHealth(server: slapd.ldapsURL, maxSkew: .seconds(120), clock: .system, logger: notes.logger)
        let cloud = FakeCloud(.system)
        let writer = RequestWriter(
            journal: journal, cloud: cloud, directory: source, identity: samples.identity,
            settings: .init(
                serviceAccount: configuration.directory.settings.bindDN,
                settleTime: configuration.directory.settings.limits.operation, unlock: true, forceChange: true),
            clock: .system, logger: notes.logger)
        let handler = RequestHandler(
            journal: journal, cloud: cloud, identity: samples.identity, intake: samples.intake, writer: writer,
            health: health, clock: .system, logger: notes.logger, turns: UserTurns(), reportSoon: {}, probeSoon: {})
        return (handler, health)
    }

    /// A delivery for one of the people.
    func delivery(_ uid: String, _ password: String, id: String = UUID().uuidString) async throws -> Delivery {
        let anchor = try await slapd.entryUUID(of: "uid=\(uid),ou=people,dc=example,dc=test")
        let message = try await samples.message(try samples.request(password, id: id, anchor: anchor, issued: Date()))
        return samples.delivery(message, lease: HeldLease(askedAt: AgentClock.system.sinceBoot(), seconds: 60))
    }

    /// The last ending of a request.
    func outcome(_ id: String) async throws -> JournalRow? { try await journal.row(id) }

    func accepts(_ uid: String, _ password: String) async throws -> Bool {
        try await slapd.accepts("uid=\(uid),ou=people,dc=example,dc=test", password: Array(password.utf8))
    }
}

/// The real sessions, with a hand that acts just before the first write is sent.
final class InterruptedSource: DirectorySource, Sendable {
    private let real: SharedSession
    private let interrupt: @Sendable () async -> Void
    private let recover: @Sendable () async -> Void
    private let isDone = Mutex(false)

    init(
        _ real: SharedSession, interrupt: @escaping @Sendable () async -> Void,
        recover: @escaping @Sendable () async -> Void
    ) {
        self.real = real
        self.interrupt = interrupt
        self.recover = recover
    }

    func session() async -> (any WritableDirectory)? {
        guard let session = await real.session() else { return nil }
        return isDone.withLock { $0 } ? session : InterruptedSession(real: session, source: self)
    }

    func discard() async { await real.discard() }

    /// - Parameter write: what is interrupted.
    fileprivate func during(_ write: () async -> WriteAnswer) async -> WriteAnswer {
        isDone.withLock { $0 = true }
        await interrupt()
        let answer = await write()
        await recover()
        return answer
    }
}

private struct InterruptedSession: WritableDirectory {
    let real: any WritableDirectory
    let source: InterruptedSource

    var serverName: String { real.serverName }
    func account(_ anchor: Anchor) async -> AccountLookup { await real.account(anchor) }
    func unlock(_ account: Account) async -> WriteAnswer { await real.unlock(account) }
    func close() async { await real.close() }

    func write(_ write: PasswordWrite, to account: Account) async -> WriteAnswer {
        await source.during { await real.write(write, to: account) }
    }
}
