extension Condition {
    /// Which part of the whole a condition belongs to.
    public enum Family: String, Codable, Sendable, Hashable, CaseIterable {
        /// Whether there is anything on-premises at all.
        case hybridEnvironment = "hybrid-environment"
        /// Whether writeback is switched on.
        case writebackUse = "writeback-use"
        /// Installation and connection of the agent.
        case writebackConnection = "writeback-connection"
        /// Installation and connection of directory sync.
        case syncConnection = "sync-connection"
        /// The gateway's own trouble.
        case cloud
        /// The viewer's rights.
        case viewer
        /// Licences.
        case licence
    }

    /// How bad it is.
    public enum Severity: String, Codable, Sendable, Hashable, CaseIterable {
        /// Worth knowing.
        case info
        /// Wants attention.
        case warning
        /// Nothing works until it is mended.
        case critical
    }

    /// Which part of the whole it belongs to.
    public var family: Family {
        switch self {
        case .noAgentEnrolled: .hybridEnvironment
        case .writebackNotEnabled, .writebackDisabledInAgent: .writebackUse
        case .agentSilent, .agentNotLeasing, .agentKeyUnknown, .agentMisconfigured, .gatewayUnreachable,
            .gatewayCredentialRefused, .directoryUnreachable, .directoryTLSFailed, .directoryBindRefused,
            .directoryBindLocked, .directoryBindExpired, .directoryBaseMissing, .directoryFilterMatchesNobody,
            .directoryMarkerUnreadable, .directoryKindUnsupported, .secretUnreadable, .journalUnwritable,
            .clockSkew, .messageSignatureInvalid, .messageAudienceWrong, .messageIDReused, .endingContradicted:
            .writebackConnection
        case .syncNever, .syncFailed: .syncConnection
        case .cloudTrouble: .cloud
        }
    }

    /// How bad it is.
    public var severity: Severity {
        switch self {
        case .messageSignatureInvalid, .messageAudienceWrong, .messageIDReused, .syncNever, .syncFailed,
            .directoryFilterMatchesNobody, .endingContradicted:
            .warning
        default: .critical
        }
    }

    /// Whether nothing can be written while it lasts.
    public var blocksWriting: Bool { severity == .critical }

    /// What would explain it; while one of these lasts, this one is not told.
    public var dependsOn: Set<Condition> {
        switch self {
        case .directoryTLSFailed: [.directoryUnreachable, .secretUnreadable]
        case .directoryBindRefused, .directoryBindLocked, .directoryBindExpired, .directoryKindUnsupported:
            [.directoryUnreachable, .directoryTLSFailed, .secretUnreadable]
        case .directoryBaseMissing:
            [
                .directoryUnreachable, .directoryTLSFailed, .directoryBindRefused, .directoryBindLocked,
                .directoryBindExpired, .directoryKindUnsupported, .secretUnreadable,
            ]
        case .directoryFilterMatchesNobody, .directoryMarkerUnreadable:
            Condition.directoryBaseMissing.dependsOn.union([.directoryBaseMissing])
        case .syncNever, .syncFailed:
            Condition.directoryFilterMatchesNobody.dependsOn.union([
                .directoryFilterMatchesNobody, .gatewayUnreachable, .gatewayCredentialRefused, .agentSilent,
            ])
        case .agentNotLeasing: Set(Condition.allCases.filter { $0.blocksWriting && $0 != .agentNotLeasing })
        case .agentKeyUnknown: [.agentSilent, .cloudTrouble]
        default: []
        }
    }

    /// For how long it has to last before anybody is told, in seconds.
    public var patienceSeconds: Int {
        switch self {
        case .agentNotLeasing: 30
        case .syncNever: 30
        default: 0
        }
    }

    /// Its title, in few words.
    public func title(in language: Language) -> String { language.text("condition.\(rawValue).title") }

    /// What an administrator should do; begins with a verb. `{name}` is replaced by the argument of that name.
    public func remedy(in language: Language, arguments: [String: String] = [:]) -> String {
        language.text("condition.\(rawValue).remedy", arguments: arguments)
    }
}
