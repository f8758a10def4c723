import Directory
import LDAP
import Writeback

/// What the way to a bound session says in the cloud's words. The one place where these causes are sorted.
extension ServiceAccount.Arrival {
    /// The condition; `nil` when the session is bound.
    func finding(_ configuration: DirectoryConfiguration) -> ConditionTracker.Finding? {
        let server = configuration.server.description
        let account = configuration.settings.bindDN.text
        let path = configuration.passwordFile
        switch self {
        case .bound: return nil
        case .noSecret(let failure):
            return .init(.secretUnreadable, ["path": path, "evidence": failure.description])
        case .notConnected(let details):
            return .init(Self.condition(details.connection), ["server": server, "evidence": details.explanation])
        case .governed(let until, let refusal, let evidence):
            return .init(
                Self.condition(refusal),
                [
                    "account": account, "path": path, "server": server, "nextTry": Timestamp.text(until),
                    "evidence": evidence,
                ])
        case .refused(let refusal, let details, let next):
            return .init(
                Self.condition(refusal),
                [
                    "account": account, "path": path, "server": server, "nextTry": Timestamp.text(next),
                    "evidence": details.description,
                ])
        case .unsupported(let details):
            return .init(.directoryKindUnsupported, ["server": server, "evidence": details.explanation])
        case .noAnswer(let details):
            return .init(.directoryUnreachable, ["server": server, "evidence": details.explanation])
        }
    }

    private static func condition(_ reason: ConnectionFailure.Reason?) -> Condition {
        switch reason {
        case .certificateNotTrusted, .certificateNameMismatch, .startTLSRefused, .handshakeFailed: .directoryTLSFailed
        case .clearTextRefused, .invalidConfiguration: .agentMisconfigured
        case .nameNotResolved, .connectionRefused, .unreachable, .timedOut, .connectionLost, .closed, .localError, nil:
            .directoryUnreachable
        }
    }

    private static func condition(_ refusal: BindRefusal) -> Condition {
        switch refusal {
        case .wrongCredentials: .directoryBindRefused
        case .accountLocked: .directoryBindLocked
        case .passwordExpired, .mustChangePassword: .directoryBindExpired
        case .confidentialityRequired, .methodNotSupported, .misconfigured: .agentMisconfigured
        }
    }

    /// What was looked at on the way, found or not.
    var lookedAt: Set<Condition> {
        let binding: Set<Condition> = [
            .directoryUnreachable, .directoryTLSFailed, .agentMisconfigured, .secretUnreadable, .directoryBindRefused,
            .directoryBindLocked, .directoryBindExpired,
        ]
        switch self {
        case .noSecret: return [.secretUnreadable]
        case .notConnected(let details):
            let isUnreachable = Self.condition(details.connection) == .directoryUnreachable
            return isUnreachable
                ? [.secretUnreadable, .directoryUnreachable]
                : [.secretUnreadable, .directoryUnreachable, .directoryTLSFailed]
        case .noAnswer: return [.secretUnreadable, .directoryUnreachable, .directoryTLSFailed]
        case .governed, .refused: return binding
        case .unsupported, .bound: return binding.union([.directoryKindUnsupported])
        }
    }

    /// Which step it ended at, for tables of checks.
    var step: Step {
        switch self {
        case .noSecret: .secret
        case .notConnected: .connect
        case .governed, .refused, .noAnswer, .unsupported: .bind
        case .bound: .done
        }
    }

    /// The steps in their order.
    enum Step: Int, Comparable, Sendable {
        case secret, connect, bind, done

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }
}
