import LDAP

/// How a bind as the service account ended.
public enum BindAnswer: Sendable {
    /// Bound, and the kind of directory is known.
    case bound(DirectorySession)
    /// The server said no. The same credentials must not simply be tried again.
    case refused(BindRefusal, AnswerDetails)
    /// Bound, but this kind of directory cannot be served.
    case unsupported(AnswerDetails)
    /// No answer, or not now: a matter of network and server, not of credentials.
    case unavailable(AnswerDetails)
}

/// How the proof of a name and password ended.
public enum ProofAnswer: Hashable, Sendable {
    /// They are right.
    case accepted([BindWarning])
    /// The server said no.
    case refused(BindRefusal, AnswerDetails)
    /// No answer, or not now.
    case unavailable(AnswerDetails)
}

/// Something a server adds to a successful bind.
public enum BindWarning: Hashable, Sendable {
    /// The password expires after so many seconds.
    case passwordExpires(seconds: Int)
    /// The password has expired and is good for so many more binds.
    case graceBindsRemaining(Int)

    static func list(_ result: LDAPResult) -> [BindWarning] {
        let policy = result.passwordPolicy
        return [
            policy?.secondsBeforeExpiration.map(passwordExpires(seconds:)),
            policy?.graceBindsRemaining.map(graceBindsRemaining),
        ].compactMap(\.self)
    }
}

/// Why a bind was refused.
public enum BindRefusal: String, Hashable, Sendable, Codable, CaseIterable {
    /// Name or password is wrong; servers do not say which.
    case wrongCredentials
    /// The account is locked.
    case accountLocked
    /// The password has expired.
    case passwordExpired
    /// The password was reset and must be changed before anything else is allowed.
    case mustChangePassword
    /// The server wants an encrypted connection.
    case confidentialityRequired
    /// The server does not take this way of binding.
    case methodNotSupported
    /// The server refuses for a reason that lies in its configuration or in ours.
    case misconfigured

    /// Why the answer is no bind that can be used; nil for success and for "not now".
    init?(_ result: LDAPResult) {
        let error = result.passwordPolicy?.error
        switch result.code {
        case .success:
            guard error == .changeAfterReset else { return nil }
            self = .mustChangePassword
        case .invalidCredentials:
            switch error {
            case .accountLocked?: self = .accountLocked
            case .passwordExpired?: self = .passwordExpired
            case .changeAfterReset?: self = .mustChangePassword
            default: self = .wrongCredentials
            }
        // 389-DS: locked by failed binds, and by an administrator.
        case .constraintViolation where error == .accountLocked, .unwillingToPerform where error == .accountLocked:
            self = .accountLocked
        case .confidentialityRequired: self = .confidentialityRequired
        case .authMethodNotSupported, .strongerAuthRequired, .inappropriateAuthentication: self = .methodNotSupported
        case .busy, .unavailable, .operationsError, .other, .timeLimitExceeded, .adminLimitExceeded: return nil
        default: self = .misconfigured
        }
    }

    var explanation: String {
        switch self {
        case .wrongCredentials: "the server refused the name or password of the service account"
        case .accountLocked: "the account is locked; unlock it in the directory"
        case .passwordExpired: "the password has expired; set a new one in the directory and in the secret file"
        case .mustChangePassword: "the password must be changed before the account can do anything"
        case .confidentialityRequired: "the server wants an encrypted connection for a bind; use ldaps://"
        case .methodNotSupported: "the server does not take a simple bind"
        case .misconfigured: "the server refuses the bind; check the name of the service account and the server's rules"
        }
    }
}
