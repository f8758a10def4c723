import Foundation
import Writeback

/// The answer of `status`: what an administrator wants to know first.
public struct StatusAnswer: Codable, Sendable, Hashable {
    /// The agent's version.
    public var version: String
    /// Whether it works or is about to stop.
    public var state: State
    /// Who it is.
    public var agent: AgentIdentityAnswer
    /// Whether the blade is shown.
    public var blade: BladeAnswer
    /// Who decided that: the gateway, or, when it could not be asked, this agent about itself.
    public var bladeSource: BladeSource
    /// What is wrong here, the root cause first.
    public var conditions: [ConditionLine]
    /// Each configured directory server.
    public var servers: [HealthReport.ServerReport]
    /// What waits inside the agent.
    public var backlog: HealthReport.Backlog
    /// When a write last succeeded.
    public var lastProvenWrite: Date?
    /// How the last sync went.
    public var lastSync: HealthReport.SyncReport?
    /// When the service account's password is tried again, while it is refused.
    public var nextBindTry: Date?
    /// The last endings, the newest first.
    public var endings: [RequestLine]

    /// What the agent is doing.
    public enum State: String, Codable, Sendable, Hashable, CaseIterable {
        /// At work.
        case running
        /// Told to stop: finishing what is in hand.
        case draining
    }

    /// Who decided about the blade.
    public enum BladeSource: String, Codable, Sendable, Hashable, CaseIterable {
        /// The gateway, when it was asked just now.
        case gateway
        /// This agent, from its own conditions.
        case agent
    }

    /// How bad it is, as monitoring plugins say it.
    public var severity: MonitoringState {
        if blade.decision == .hidden || conditions.contains(where: { $0.severity == .critical }) { return .critical }
        if !blade.warnings.isEmpty || conditions.contains(where: { $0.severity == .warning }) { return .warning }
        return .ok
    }

    /// Collects the members.
    public init(
        version: String, state: State, agent: AgentIdentityAnswer, blade: BladeAnswer, bladeSource: BladeSource,
        conditions: [ConditionLine], servers: [HealthReport.ServerReport], backlog: HealthReport.Backlog,
        lastProvenWrite: Date?, lastSync: HealthReport.SyncReport?, nextBindTry: Date?, endings: [RequestLine]
    ) {
        self.version = version
        self.state = state
        self.agent = agent
        self.blade = blade
        self.bladeSource = bladeSource
        self.conditions = conditions
        self.servers = servers
        self.backlog = backlog
        self.lastProvenWrite = lastProvenWrite
        self.lastSync = lastSync
        self.nextBindTry = nextBindTry
        self.endings = endings
    }
}

/// The exit codes of monitoring plugins.
public enum MonitoringState: Int32, Sendable, Hashable, Comparable {
    /// All is well.
    case ok = 0
    /// Something wants attention.
    case warning = 1
    /// Nothing works until it is mended.
    case critical = 2
    /// Nobody can tell.
    case unknown = 3

    /// By severity.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
