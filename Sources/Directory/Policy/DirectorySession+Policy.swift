import LDAP

extension DirectorySession {
    /// The policy that applies to the account: its own, else the one that the configuration names as default.
    ///
    /// slapd keeps the name of its default in `cn=config`, where a service account has no business.
    public func policy(for account: Account) async -> PolicyReading {
        guard let source = account.policy ?? settings.defaultPolicy else {
            return .unknown(why: "the account has no policy of its own, and directory.defaultPolicy is not set")
        }
        return await policy(at: source)
    }

    /// The policy in an entry.
    public func policy(at source: DistinguishedName) async -> PolicyReading {
        let attributes: [AttributeName] = [
            "pwdAttribute", "pwdMinLength", "pwdInHistory", "pwdMinAge", "pwdMaxAge", "pwdCheckQuality", "pwdLockout",
            "pwdMaxFailure", "pwdLockoutDuration", "pwdSafeModify",
        ]
        let answer: SearchAnswer
        do {
            answer = try await connection.search(SearchRequest(base: source, scope: .base, attributes: attributes))
        } catch {
            return .unknown(why: AnswerDetails(error, server: server).description)
        }
        // `pwdAttribute` is mandatory: without it this is no policy, or one that we may not read.
        guard answer.result.isSuccess, let entry = answer.entries.first, !entry.values("pwdAttribute").isEmpty else {
            return .unknown(why: "the policy \(source) cannot be read: \(answer.result.code)")
        }
        func number(_ attribute: AttributeName) -> Int { entry.text(attribute).flatMap { Int($0) } ?? 0 }
        let locks = entry.flag("pwdLockout") == true && number("pwdMaxFailure") > 0
        return .read(
            AppliedPolicy(
                source: source, minimumLength: number("pwdMinLength"), history: number("pwdInHistory"),
                minimumAgeSeconds: number("pwdMinAge"), maximumAgeSeconds: number("pwdMaxAge"),
                checksQuality: number("pwdCheckQuality") > 0, lockoutAfter: locks ? number("pwdMaxFailure") : nil,
                lockoutSeconds: number("pwdLockoutDuration"),
                requiresCurrentPassword: entry.flag("pwdSafeModify") == true))
    }
}
