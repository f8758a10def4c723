/// Something that is wrong, or that somebody should know. The list is closed; the code is a contract with scripts.
public enum Condition: String, Codable, Sendable, Hashable, CaseIterable {
    // Hybrid environment

    /// No agent was ever enrolled for the directory.
    case noAgentEnrolled = "no-agent-enrolled"

    // Writeback in use

    /// The tenant has writeback switched off.
    case writebackNotEnabled = "writeback-not-enabled"
    /// The agent's configuration has writeback switched off.
    case writebackDisabledInAgent = "writeback-disabled-in-agent"

    // Writeback installation or connection

    /// No report of the agent for longer than the limit.
    case agentSilent = "agent-silent"
    /// The agent reports, but asks for no work.
    case agentNotLeasing = "agent-not-leasing"
    /// The gateway knows no key of the agent to seal to.
    case agentKeyUnknown = "agent-key-unknown"
    /// The agent has no configuration for this directory that it can use.
    case agentMisconfigured = "agent-misconfigured"
    /// The agent does not reach the gateway.
    case gatewayUnreachable = "gateway-unreachable"
    /// The gateway refuses the agent's credential.
    case gatewayCredentialRefused = "gateway-credential-refused"
    /// No directory server answers.
    case directoryUnreachable = "directory-unreachable"
    /// TLS to the directory server fails: authority, name or date.
    case directoryTLSFailed = "directory-tls-failed"
    /// The directory refuses the service account's password.
    case directoryBindRefused = "directory-bind-refused"
    /// The service account is locked.
    case directoryBindLocked = "directory-bind-locked"
    /// The service account's password has expired or has to be changed.
    case directoryBindExpired = "directory-bind-expired"
    /// The configured base does not exist, or the account does not see it.
    case directoryBaseMissing = "directory-base-missing"
    /// The base is there, and the filter matches nobody.
    case directoryFilterMatchesNobody = "directory-filter-matches-nobody"
    /// The entries' change markers cannot be read, so a lost answer could not be resolved.
    case directoryMarkerUnreadable = "directory-marker-unreadable"
    /// The directory is not of a kind that this version writes to.
    case directoryKindUnsupported = "directory-kind-unsupported"
    /// A secret file is missing, or others can read it.
    case secretUnreadable = "secret-unreadable"
    /// The journal cannot be written.
    case journalUnwritable = "journal-unwritable"
    /// The agent's clock and the gateway's differ by more than is allowed.
    case clockSkew = "clock-skew"

    // Messages that were set aside

    /// A message whose signature no pinned key made.
    case messageSignatureInvalid = "message-signature-invalid"
    /// A message for another tenant or directory.
    case messageAudienceWrong = "message-audience-wrong"
    /// A known request id came with other bytes.
    case messageIDReused = "message-id-reused"

    // Endings

    /// An agent reported another ending for a request than the one that stands.
    case endingContradicted = "ending-contradicted"

    // Directory sync

    /// No sync has ended yet.
    case syncNever = "sync-never"
    /// The last sync failed.
    case syncFailed = "sync-failed"

    // Cloud side

    /// The gateway has just started, and has not heard from everybody yet.
    case cloudTrouble = "cloud-trouble"
}
