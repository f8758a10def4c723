import Foundation

/// Whether the "On-premises integration" blade is shown, and why not: the answer of `GET /v1.0/writeback/blade`.
///
/// Scripts rely on these names. Members may be added; none is changed or removed.
public struct BladeAnswer: Codable, Sendable, Hashable {
    /// Shown or hidden.
    public var decision: Decision
    /// The message at its top.
    public var banner: Banner
    /// Since when the decision has been this one; `nil` when that is not known.
    public var since: Date?
    /// When a write last succeeded.
    public var lastProven: Date?
    /// Why it is hidden, the root cause first; empty when it is shown.
    public var reasons: [Reason]
    /// What does not hide it, but wants attention.
    public var warnings: [Reason]
    /// Each directory of the tenant.
    public var directories: [DirectoryState]
    /// Each agent of the tenant.
    public var agents: [AgentState]

    /// Shown or hidden.
    public enum Decision: String, Codable, Sendable, Hashable, CaseIterable {
        /// Visible to whoever may see it.
        case shown
        /// Not visible; the reasons say why.
        case hidden
    }

    /// The message at the top of the blade.
    public enum Banner: String, Codable, Sendable, Hashable, CaseIterable {
        /// Up and running.
        case up
        /// Up, with an agent that is out of date.
        case upOutdated = "up-outdated"
        /// The agent is too old to tell.
        case unknownOutdated = "unknown-outdated"
        /// The agent cannot be reached, or does not reach the directory.
        case cannotConnect = "cannot-connect"
        /// The agent reports, and its configuration makes writing impossible.
        case misconfigured
        /// Trouble on the gateway's side.
        case cloudTrouble = "cloud-trouble"
        /// Not switched on, or nothing there.
        case notEnabled = "not-enabled"
    }

    /// One reason, or one warning.
    public struct Reason: Codable, Sendable, Hashable {
        /// The condition.
        public var code: Condition
        /// Its family.
        public var family: Condition.Family
        /// A few words, in the language that was asked for.
        public var title: String
        /// What to do, in the language that was asked for.
        public var remedy: String
        /// Since when.
        public var since: Date?
        /// What was observed: names, numbers, the server's own words.
        public var evidence: [String: String]

        /// Describes a reason.
        public init(
            code: Condition, family: Condition.Family, title: String, remedy: String, since: Date?,
            evidence: [String: String]
        ) {
            self.code = code
            self.family = family
            self.title = title
            self.remedy = remedy
            self.since = since
            self.evidence = evidence
        }

        /// Says a condition in a language.
        public init(_ condition: ActiveCondition, in language: Language) {
            self.init(
                code: condition.code, family: condition.code.family, title: condition.code.title(in: language),
                remedy: condition.code.remedy(in: language, arguments: condition.arguments),
                since: condition.since, evidence: condition.arguments)
        }
    }

    /// One directory.
    public struct DirectoryState: Codable, Sendable, Hashable {
        /// Its id.
        public var id: String
        /// Whether a password can be written there.
        public var decision: Decision

        /// Describes a directory.
        public init(id: String, decision: Decision) {
            self.id = id
            self.decision = decision
        }
    }

    /// One agent.
    public struct AgentState: Codable, Sendable, Hashable {
        /// Its id.
        public var id: String
        /// Its name.
        public var name: String
        /// The directory it writes to.
        public var directory: String
        /// Its version; `nil` before its first report.
        public var version: String?
        /// Whether it can write.
        public var state: State
        /// When the gateway last heard of it.
        public var lastSeen: Date?
        /// What is wrong with it.
        public var conditions: [Reason]

        /// What is known of an agent.
        public enum State: String, Codable, Sendable, Hashable, CaseIterable {
            /// It can write.
            case working
            /// It reports, and cannot write.
            case failing
            /// Nothing was heard of it for longer than the limit.
            case silent
            /// It has not reported since the gateway started.
            case unknown
        }

        /// Describes an agent.
        public init(
            id: String, name: String, directory: String, version: String?, state: State, lastSeen: Date?,
            conditions: [Reason]
        ) {
            self.id = id
            self.name = name
            self.directory = directory
            self.version = version
            self.state = state
            self.lastSeen = lastSeen
            self.conditions = conditions
        }
    }

    /// Collects the parts.
    public init(
        decision: Decision, banner: Banner, since: Date?, lastProven: Date?, reasons: [Reason], warnings: [Reason],
        directories: [DirectoryState], agents: [AgentState]
    ) {
        self.decision = decision
        self.banner = banner
        self.since = since
        self.lastProven = lastProven
        self.reasons = reasons
        self.warnings = warnings
        self.directories = directories
        self.agents = agents
    }
}
