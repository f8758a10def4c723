import Foundation
import Logging
import Writeback

/// Everything that a running agent consists of, wired together in one place.
struct AgentParts: Sendable {
    let configuration: AgentConfiguration
    let identity: AgentIdentity
    let journal: Journal
    let governor: GovernorKeeper
    let health: AgentHealth
    let link: GatewayLink
    let probe: DirectoryProbe
    let alarm = ProbeAlarm()
    let writerSession: SharedSession
    let reporter: StatusReporter
    let loop: LeaseLoop
    let heartbeat: Heartbeat
    let sync: SyncLoop?
    let control: ControlServer
    let clock: AgentClock
    let logger: Logger

    init(
        _ configuration: AgentConfiguration, folder: StateFolder, clock: AgentClock, logger: Logger
    ) async throws {
        self.configuration = configuration
        self.clock = clock
        self.logger = logger
        let instance = UUID().uuidString.lowercased()
        identity = try AgentIdentity.load(folder)
        try Self.checkIdentity(identity, configuration)
        journal = try Journal.open(
            path: configuration.journal.path, generationFile: folder.journalGeneration, at: clock.now())
        governor = GovernorKeeper(folder, logger: logger)
        let health = AgentHealth(
            server: configuration.directory.server.description, maxSkew: configuration.writeback.maxClockSkew,
            clock: clock, logger: logger)
        self.health = health
        if let proven = try await journal.lastProvenWrite() { await health.proven(proven) }
        link = try Self.link(configuration, identity, governor, health, clock)
        let account = ServiceAccount(
            configuration: configuration.directory, governor: governor, clock: clock, logger: logger)
        probe = DirectoryProbe(account, clock: clock)
        writerSession = SharedSession(account)
        reporter = StatusReporter(journal: journal, clock: clock, logger: logger) { [link] report throws(LinkFailure) in
            try await link.report(report)
        }
        let handler = Self.handler(
            configuration, identity, journal, link, writerSession, health, clock, logger, reporter, alarm)
        loop = LeaseLoop(
            link: link, handler: handler, health: health, instance: instance,
            maxConcurrent: configuration.writeback.maxConcurrent, clock: clock, logger: logger)
        heartbeat = Heartbeat(
            link: link, health: health, journal: journal, instance: instance, clock: clock, logger: logger)
        sync =
            configuration.sync.enabled
            ? SyncLoop(
                sync: PeopleSync(account: account, link: link, clock: clock, logger: logger), health: health,
                interval: configuration.sync.interval, clock: clock, logger: logger) : nil
        let gateway = GatewayProbe(
            http: link.http, tokens: link.tokens, tenant: identity.record.tenant, clock: clock,
            maxSkew: configuration.writeback.maxClockSkew, skew: { await health.skew })
        let diagnosis = Diagnosis(
            configuration: configuration, probe: probe, account: account, gateway: gateway, link: link,
            enrolment: .passed("enrolment", evidence: ["agent": identity.record.agentID]), journal: journal,
            clock: clock)
        control = ControlServer(
            settings: configuration.control,
            answers: ControlAnswers(
                identity: identity, instance: instance, startedAt: clock.now(), health: health, journal: journal,
                link: link, governor: governor, subject: account.subject, diagnosis: diagnosis, clock: clock),
            logger: logger)
    }

    /// The configuration may have changed since the enrolment; the identity holds for what was enrolled only.
    static func checkIdentity(_ identity: AgentIdentity, _ configuration: AgentConfiguration) throws {
        let record = identity.record
        guard record.gateway == configuration.cloud.url, record.tenant == configuration.cloud.tenant else {
            throw AgentIdentity.Failure.damaged(
                path: configuration.path,
                reason:
                    "cloud.url and cloud.tenant are not those of the enrolment (\(record.gateway), \(record.tenant))")
        }
    }

    static func link(
        _ configuration: AgentConfiguration, _ identity: AgentIdentity, _ governor: GovernorKeeper,
        _ health: AgentHealth?, _ clock: AgentClock
    ) throws -> GatewayLink {
        let http = try GatewayHTTP(base: configuration.cloud.url, caFile: configuration.cloud.caFile, clock: clock) {
            server, local in
            Task { await health?.observe(server: server, local: local) }
        }
        let tokens = TokenSource(http: http, identity: identity, governor: governor, clock: clock)
        var link = GatewayLink(http: http, tokens: tokens, identity: identity, clock: clock)
        let base = configuration.cloud.url
        link.observe = { failure in await health?.observe(failure, gateway: base) }
        return link
    }

    private static func handler(
        _ configuration: AgentConfiguration, _ identity: AgentIdentity, _ journal: Journal, _ link: GatewayLink,
        _ session: SharedSession, _ health: AgentHealth, _ clock: AgentClock, _ logger: Logger,
        _ reporter: StatusReporter, _ alarm: ProbeAlarm
    ) -> RequestHandler {
        let writer = RequestWriter(
            journal: journal, cloud: link, directory: session, identity: identity,
            settings: .init(
                serviceAccount: configuration.directory.settings.bindDN,
                settleTime: configuration.directory.settings.limits.operation,
                unlock: configuration.writeback.unlock, forceChange: configuration.writeback.forceChange),
            clock: clock, logger: logger)
        let intake = Intake(
            tenant: identity.record.tenant, directory: identity.record.directory,
            keyIDs: Set(identity.sealingKeys.map(\.published.kid)), maxSkew: configuration.writeback.maxClockSkew)
        return RequestHandler(
            journal: journal, cloud: link, identity: identity, intake: intake, writer: writer, health: health,
            clock: clock, logger: logger, turns: UserTurns(), reportSoon: { reporter.soon() },
            probeSoon: { await alarm.ring() })
    }
}
