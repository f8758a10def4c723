import LDAP

extension AnswerMeaning {
    /// What an answer other than success means: first what the policy control says, then the server's words (the other
    /// way round where the kind's words say more), then the code. A link that is not confidential is never a matter of
    /// the policy, whatever comes along.
    init(_ result: LDAPResult, kind: DirectoryKind) {
        let byText = kind.texts.first { $0.code == result.code && result.diagnosticMessage.contains($0.text) }?.meaning
        let error =
            result.code == .confidentialityRequired || kind.textsSayMore && byText != nil
            ? nil : result.passwordPolicy?.error
        switch error {
        // "Must supply correct old password" comes with the same number as "must supply old password".
        case .mustSupplyOldPassword?: self = byText ?? PasswordPolicyError.mustSupplyOldPassword.meaning
        case let error?: self = error.meaning
        case nil: self = byText ?? result.code.meaning
        }
    }

    /// One sentence for an administrator.
    func explanation(of result: LDAPResult) -> String {
        switch self {
        case .refused(let refusal):
            refusal.explanation ?? result.code.explanation ?? "the server refused: \(result.code)"
        case .unavailable(let why):
            why.explanation ?? result.code.explanation ?? "the server did not do it: \(result.code)"
        }
    }
}

extension Refusal {
    fileprivate var explanation: String? {
        switch self {
        case .tooShort: "the directory's policy wants a longer password"
        case .tooSimple: "the directory's policy finds the password too simple"
        case .tooYoung: "the directory's policy does not allow another change so soon"
        case .inHistory: "the directory's policy does not allow a password that was used before"
        case .tooLong: "the directory's policy wants a shorter password"
        case .policyUnspecified: "the directory's policy refused the password without saying why"
        case .wrongCurrentPassword: "the current password is wrong, or the service account lacks the right to check it"
        default: nil
        }
    }
}

extension Unavailability {
    fileprivate var explanation: String? {
        switch self {
        case .readOnly: "this server takes no writes at present"
        case .serverError: "the server failed inside"
        default: nil
        }
    }
}
