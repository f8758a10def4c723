import AgentControl
import Foundation
import Writeback

/// What the local socket answers, put together from health, journal and gateway.
struct ControlAnswers: Sendable {
    let identity: AgentIdentity
    let instance: String
    let startedAt: Date
    let health: AgentHealth
    let journal: Journal
    let link: GatewayLink
    let governor: GovernorKeeper
    let subject: BindSubject
    let diagnosis: Diagnosis
    let clock: AgentClock

    private var agent: AgentIdentityAnswer {
        AgentIdentityAnswer(
            id: identity.record.agentID, tenant: identity.record.tenant, directory: identity.record.directory,
            gateway: identity.record.gateway, instance: instance, startedAt: startedAt,
            fingerprint: identity.fingerprint)
    }

    func status(in language: Language) async throws -> StatusAnswer {
        let now = clock.now()
        let own = await health.tracker.all.visible(at: now)
        let (blade, source) = await blade(own, in: language)
        return StatusAnswer(
            version: BuildVersion.text, state: await health.isDraining ? .draining : .running, agent: agent,
            blade: blade,
            bladeSource: source, conditions: own.map { ConditionLine($0, in: language) }, servers: await health.servers,
            backlog: try await journal.backlog(), lastProvenWrite: await health.lastProvenWrite,
            lastSync: await health.lastSync, nextBindTry: await governor.nextTry(subject),
            endings: try await journal.lines(limit: 10, endedOnly: true))
    }

    func health(in language: Language) async throws -> HealthAnswer {
        HealthAnswer(
            version: BuildVersion.text, agent: agent,
            conditions: await health.tracker.all.map { ConditionLine($0, in: language) },
            checks: await health.checks.map { $0.said(in: language) }, servers: await health.servers,
            capabilities: await health.capabilities, policy: await health.policy,
            sealingKeys: identity.sealingKeys.map(\.published), backlog: try await journal.backlog(),
            journalGeneration: journal.generation, clockSkewSeconds: await health.skew.seconds,
            lastReport: await health.lastReport, lastProvenWrite: await health.lastProvenWrite,
            lastSync: await health.lastSync, nextBindTry: await governor.nextTry(subject))
    }

    func requests(limit: Int) async throws -> [RequestLine] { try await journal.lines(limit: limit) }

    /// An operator asks, so a refused credential is tried once more.
    func diagnose(_ target: DiagnoseTarget, in language: Language) -> AsyncStream<CheckProgress> {
        AsyncStream { continuation in
            let task = Task {
                await governor.operatorAsked()
                let report = await diagnosis.run(target, in: language) { continuation.yield(CheckProgress(check: $0)) }
                continuation.yield(CheckProgress(report: report))
                continuation.finish()
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// The gateway decides; when it cannot be asked in time, the agent says what it knows of itself.
    private func blade(_ own: [ActiveCondition], in language: Language) async -> (BladeAnswer, StatusAnswer.BladeSource)
    {
        if !own.contains(where: { $0.code == .gatewayUnreachable || $0.code == .gatewayCredentialRefused }),
            let answer = try? await link.blade(in: language)
        {
            return (answer, .gateway)
        }
        let blocking = own.filter(\.code.blocksWriting)
        let decision: BladeAnswer.Decision = blocking.isEmpty ? .shown : .hidden
        let reasons = blocking.map { BladeAnswer.Reason($0, in: language) }
        let warnings = own.filter { !$0.code.blocksWriting }.map { BladeAnswer.Reason($0, in: language) }
        let state = BladeAnswer.AgentState(
            id: identity.record.agentID, name: ProcessInfo.processInfo.hostName, directory: identity.record.directory,
            version: BuildVersion.text, state: blocking.isEmpty ? .working : .failing, lastSeen: clock.now(),
            conditions: reasons + warnings)
        let answer = BladeAnswer(
            decision: decision, banner: blocking.isEmpty ? .up : .cannotConnect, since: blocking.first?.since,
            lastProven: await health.lastProvenWrite, reasons: reasons, warnings: warnings,
            directories: [.init(id: identity.record.directory, decision: decision)], agents: [state])
        return (answer, .agent)
    }
}
