import LDAP

extension ResultCode {
    /// What a result code other than success means for a write, when nothing else explains it.
    ///
    /// Only `constraintViolation` may speak of the policy: a missing right, a clear link or a failed bind never does.
    var meaning: AnswerMeaning {
        switch self {
        case .constraintViolation: .refused(.policyUnspecified)
        case .noSuchObject: .refused(.notFound)
        case .insufficientAccessRights: .refused(.notPermitted)
        case .busy, .unavailable, .adminLimitExceeded, .timeLimitExceeded, .loopDetect, .canceled:
            .unavailable(.busy)
        case .operationsError, .other: .unavailable(.serverError)
        case .referral: .unavailable(.referral)
        case .assertionFailed: .unavailable(.changedMeanwhile)
        default: .refused(.misconfigured)
        }
    }

    /// A sentence for an administrator on a code that means trouble with the installation.
    var explanation: String? {
        switch self {
        case .insufficientAccessRights:
            "the service account lacks the right to do this; grant it write on the attribute"
        case .confidentialityRequired: "the server wants an encrypted connection for this; use ldaps://"
        case .strongerAuthRequired: "the server wants a bind, or a stronger one, for this"
        case .invalidCredentials: "the server refused the credentials"
        case .unavailableCriticalExtension: "the server does not know a control that was sent as critical"
        case .undefinedAttributeType: "the server's schema does not have the attribute"
        case .invalidDNSyntax: "the server does not accept the name as a distinguished name"
        case .noSuchObject: "there is no such entry"
        case .referral: "this server takes no writes and names another one"
        case .busy, .unavailable: "the server is busy or not ready"
        case .assertionFailed: "the account was changed between reading and writing"
        case .constraintViolation: "the server's rules for values do not allow it"
        default: nil
        }
    }
}
