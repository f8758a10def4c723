import Foundation

/// Which agent it is that answers.
public struct AgentIdentityAnswer: Codable, Sendable, Hashable {
    /// Its id at the gateway.
    public var id: String
    /// The tenant.
    public var tenant: String
    /// The directory it serves.
    public var directory: String
    /// The gateway's URL.
    public var gateway: String
    /// This start of the agent.
    public var instance: String
    /// When it started.
    public var startedAt: Date
    /// The fingerprint of its identity key.
    public var fingerprint: String

    /// Collects the members.
    public init(
        id: String, tenant: String, directory: String, gateway: String, instance: String, startedAt: Date,
        fingerprint: String
    ) {
        self.id = id
        self.tenant = tenant
        self.directory = directory
        self.gateway = gateway
        self.instance = instance
        self.startedAt = startedAt
        self.fingerprint = fingerprint
    }
}
