import Foundation

/// How an agent is, in facts; the gateway decides what they mean. Signed with the agent's identity key, which thereby
/// vouches for the sealing keys in it.
public struct HealthReport: Codable, Sendable, Hashable {
    /// The `typ` of the JWS header.
    public static let type = "writeback-health+jwt"
    /// The `type` of the CloudEvent.
    public static let eventType = "writeback.health"
    /// How often an agent reports when nothing changes, in seconds.
    public static let intervalSeconds = 15

    /// The agent.
    public var iss: String
    /// The tenant.
    public var aud: String
    /// The report's own id.
    public var jti: String
    /// When it was signed, in Unix seconds.
    public var iat: Int
    /// Chosen anew at each start of the agent.
    public var instance: String
    /// Grows by one with each report of this instance, so that an overtaken report is recognised.
    public var number: Int
    /// Grows when the journal is set aside or restored.
    public var journalGeneration: Int
    /// The agent's version.
    public var version: String
    /// What is wrong, with the time since when.
    public var conditions: [ActiveCondition]
    /// Each configured server.
    public var servers: [ServerReport]
    /// What the directory and the agent can do.
    public var capabilities: Capabilities
    /// The policy that applies unless an entry has its own; `nil` when it cannot be read.
    public var policy: PolicyReport?
    /// The keys to seal to.
    public var sealingKeys: [PublishedSealingKey]
    /// What waits inside the agent.
    public var backlog: Backlog
    /// When a write last succeeded.
    public var lastProvenWrite: Date?
    /// How the last sync went; `nil` before the first.
    public var lastSync: SyncReport?

    /// One directory server.
    public struct ServerReport: Codable, Sendable, Hashable {
        /// Its URL, without credentials.
        public var url: String
        /// Whether the last probe passed.
        public var state: State
        /// When it was last probed.
        public var probedAt: Date?
        /// How long the last probe took.
        public var milliseconds: Int?

        /// What is known of a server.
        public enum State: String, Codable, Sendable, Hashable, CaseIterable {
            /// The last probe passed.
            case working
            /// The last probe failed.
            case failing
            /// Not probed yet.
            case unknown
        }

        /// Describes a server.
        public init(url: String, state: State, probedAt: Date? = nil, milliseconds: Int? = nil) {
            self.url = url
            self.state = state
            self.probedAt = probedAt
            self.milliseconds = milliseconds
        }
    }

    /// What directory and agent can do.
    public struct Capabilities: Codable, Sendable, Hashable {
        /// The kind of directory.
        public var kind: String
        /// The operations that work here.
        public var operations: [WritebackRequest.Operation]
        /// Whether a change at the next sign-in can be demanded.
        public var forceChange: Bool
        /// Whether the write can assert that the entry did not change in between (RFC 4528).
        public var assertion: Bool

        /// Lists them.
        public init(kind: String, operations: [WritebackRequest.Operation], forceChange: Bool, assertion: Bool) {
            self.kind = kind
            self.operations = operations
            self.forceChange = forceChange
            self.assertion = assertion
        }
    }

    /// The password policy, as read from the directory. `nil` members could not be read.
    public struct PolicyReport: Codable, Sendable, Hashable {
        /// The least length.
        public var minimumLength: Int?
        /// Whether the length counts bytes (else characters).
        public var lengthCountsBytes: Bool
        /// How many passwords are remembered.
        public var historyCount: Int?
        /// How long a password has to be kept, in seconds.
        public var minimumAgeSeconds: Int?
        /// After how many failures an account is locked; 0 for never.
        public var lockoutThreshold: Int?
        /// Where it was read.
        public var source: String

        /// Describes a policy.
        public init(
            minimumLength: Int?, lengthCountsBytes: Bool, historyCount: Int?, minimumAgeSeconds: Int?,
            lockoutThreshold: Int?, source: String
        ) {
            self.minimumLength = minimumLength
            self.lengthCountsBytes = lengthCountsBytes
            self.historyCount = historyCount
            self.minimumAgeSeconds = minimumAgeSeconds
            self.lockoutThreshold = lockoutThreshold
            self.source = source
        }
    }

    /// What waits inside the agent.
    public struct Backlog: Codable, Sendable, Hashable {
        /// Requests whose lease it holds.
        public var inHand: Int
        /// Endings that the gateway has not accepted yet.
        public var unreported: Int

        /// Counts them.
        public init(inHand: Int, unreported: Int) {
            self.inHand = inHand
            self.unreported = unreported
        }
    }

    /// How a sync went.
    public struct SyncReport: Codable, Sendable, Hashable {
        /// When it ended.
        public var at: Date
        /// People that were read.
        public var people: Int
        /// People that were created or updated in the cloud.
        public var sent: Int
        /// People that could not be sent.
        public var failed: Int

        /// Describes a sync.
        public init(at: Date, people: Int, sent: Int, failed: Int) {
            self.at = at
            self.people = people
            self.sent = sent
            self.failed = failed
        }
    }

    /// Collects the claims.
    public init(
        iss: String, aud: String, jti: String, iat: Int, instance: String, number: Int, journalGeneration: Int,
        version: String, conditions: [ActiveCondition], servers: [ServerReport], capabilities: Capabilities,
        policy: PolicyReport?, sealingKeys: [PublishedSealingKey], backlog: Backlog, lastProvenWrite: Date?,
        lastSync: SyncReport?
    ) {
        self.iss = iss
        self.aud = aud
        self.jti = jti
        self.iat = iat
        self.instance = instance
        self.number = number
        self.journalGeneration = journalGeneration
        self.version = version
        self.conditions = conditions
        self.servers = servers
        self.capabilities = capabilities
        self.policy = policy
        self.sealingKeys = sealingKeys
        self.backlog = backlog
        self.lastProvenWrite = lastProvenWrite
        self.lastSync = lastSync
    }
}
