import LDAP

extension PasswordPolicyError {
    /// What the error of a password policy control means for a write (draft-behera-ldap-password-policy-10, section
    /// 6.2).
    var meaning: AnswerMeaning {
        switch self {
        case .accountLocked: .refused(.accountLocked)
        case .passwordModNotAllowed: .refused(.notPermitted)
        // A policy that wants the old password makes resets impossible: the administrator's matter, not the user's.
        case .mustSupplyOldPassword: .refused(.misconfigured)
        case .insufficientPasswordQuality: .refused(.tooSimple)
        case .passwordTooShort: .refused(.tooShort)
        case .passwordTooYoung: .refused(.tooYoung)
        case .passwordInHistory: .refused(.inHistory)
        case .passwordTooLong: .refused(.tooLong)
        // These two are about the account that is bound, which is ours.
        case .passwordExpired, .changeAfterReset: .refused(.misconfigured)
        default: .refused(.policyUnspecified)
        }
    }
}
