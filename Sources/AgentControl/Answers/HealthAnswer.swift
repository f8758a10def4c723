import Foundation
import Writeback

/// The answer of `health`: everything the agent reports to the gateway, and its own observations.
public struct HealthAnswer: Codable, Sendable, Hashable {
    /// The agent's version.
    public var version: String
    /// Who it is.
    public var agent: AgentIdentityAnswer
    /// What is wrong, those included that something else explains or that have not lasted long enough to be told.
    public var conditions: [ConditionLine]
    /// The last round of probes.
    public var checks: [CheckResult]
    /// Each configured directory server.
    public var servers: [HealthReport.ServerReport]
    /// What directory and agent can do.
    public var capabilities: HealthReport.Capabilities
    /// The password policy, as read.
    public var policy: HealthReport.PolicyReport?
    /// The keys to seal to.
    public var sealingKeys: [PublishedSealingKey]
    /// What waits inside the agent.
    public var backlog: HealthReport.Backlog
    /// Grows when the journal is set aside or restored.
    public var journalGeneration: Int
    /// By how much the gateway's clock is ahead of ours.
    public var clockSkewSeconds: Double?
    /// When the last health report was accepted.
    public var lastReport: Date?
    /// When a write last succeeded.
    public var lastProvenWrite: Date?
    /// How the last sync went.
    public var lastSync: HealthReport.SyncReport?
    /// When the service account's password is tried again, while it is refused.
    public var nextBindTry: Date?

    /// How bad it is, as monitoring plugins say it.
    public var severity: MonitoringState {
        if conditions.contains(where: { $0.severity == .critical }) { return .critical }
        return conditions.contains { $0.severity == .warning } ? .warning : .ok
    }

    /// Collects the members.
    public init(
        version: String, agent: AgentIdentityAnswer, conditions: [ConditionLine], checks: [CheckResult],
        servers: [HealthReport.ServerReport], capabilities: HealthReport.Capabilities,
        policy: HealthReport.PolicyReport?, sealingKeys: [PublishedSealingKey], backlog: HealthReport.Backlog,
        journalGeneration: Int, clockSkewSeconds: Double?, lastReport: Date?, lastProvenWrite: Date?,
        lastSync: HealthReport.SyncReport?, nextBindTry: Date?
    ) {
        self.version = version
        self.agent = agent
        self.conditions = conditions
        self.checks = checks
        self.servers = servers
        self.capabilities = capabilities
        self.policy = policy
        self.sealingKeys = sealingKeys
        self.backlog = backlog
        self.journalGeneration = journalGeneration
        self.clockSkewSeconds = clockSkewSeconds
        self.lastReport = lastReport
        self.lastProvenWrite = lastProvenWrite
        self.lastSync = lastSync
        self.nextBindTry = nextBindTry
    }
}
