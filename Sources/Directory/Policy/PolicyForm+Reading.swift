import LDAP

extension DirectoryKind.PolicyForm {
    /// What is read of an entry with a policy.
    var attributes: [AttributeName] {
        switch self {
        case .behera:
            [
                "pwdAttribute", "pwdMinLength", "pwdInHistory", "pwdMinAge", "pwdMaxAge", "pwdCheckQuality",
                "pwdLockout", "pwdMaxFailure", "pwdLockoutDuration", "pwdSafeModify",
            ]
        case .directoryServer389:
            [
                "passwordStorageScheme", "passwordCheckSyntax", "passwordMinLength", "passwordHistory",
                "passwordInHistory", "passwordMinAge", "passwordExp", "passwordMaxAge", "passwordLockout",
                "passwordMaxFailure", "passwordUnlock", "passwordLockoutDuration",
            ]
        }
    }

    /// The policy in an entry; nil if it is none, or one that we may not read.
    func policy(_ entry: Entry, source: DistinguishedName) -> AppliedPolicy? {
        switch self {
        case .behera: beheraPolicy(entry, source: source)
        case .directoryServer389: policyOf389(entry, source: source)
        }
    }

    private func beheraPolicy(_ entry: Entry, source: DistinguishedName) -> AppliedPolicy? {
        // `pwdAttribute` is mandatory.
        guard !entry.values("pwdAttribute").isEmpty else { return nil }
        let locks = entry.flag("pwdLockout") == true && entry.number("pwdMaxFailure") > 0
        return AppliedPolicy(
            source: source, minimumLength: entry.number("pwdMinLength"), lengthCountsBytes: true,
            history: entry.number("pwdInHistory"), minimumAgeSeconds: entry.number("pwdMinAge"),
            maximumAgeSeconds: entry.number("pwdMaxAge"), checksQuality: entry.number("pwdCheckQuality") > 0,
            lockoutAfter: locks ? entry.number("pwdMaxFailure") : nil,
            lockoutSeconds: entry.number("pwdLockoutDuration"),
            requiresCurrentPassword: entry.flag("pwdSafeModify") == true)
    }

    /// Numbers stand there also while their switch is off.
    private func policyOf389(_ entry: Entry, source: DistinguishedName) -> AppliedPolicy? {
        guard !entry.values("passwordStorageScheme").isEmpty || !entry.values("passwordCheckSyntax").isEmpty else {
            return nil
        }
        func number(_ attribute: AttributeName, when name: AttributeName) -> Int {
            entry.isOn(name) ? entry.number(attribute) : 0
        }
        let checks = entry.isOn("passwordCheckSyntax")
        return AppliedPolicy(
            source: source, minimumLength: checks ? entry.number("passwordMinLength") : 0, lengthCountsBytes: false,
            history: number("passwordInHistory", when: "passwordHistory"),
            minimumAgeSeconds: entry.number("passwordMinAge"),
            maximumAgeSeconds: number("passwordMaxAge", when: "passwordExp"), checksQuality: checks,
            lockoutAfter: entry.isOn("passwordLockout") ? entry.number("passwordMaxFailure") : nil,
            lockoutSeconds: number("passwordLockoutDuration", when: "passwordUnlock"), requiresCurrentPassword: false)
    }
}

extension Entry {
    /// A number; 0 when there is none.
    fileprivate func number(_ attribute: AttributeName) -> Int { text(attribute).flatMap { Int($0) } ?? 0 }
    /// A switch as `cn=config` writes it.
    fileprivate func isOn(_ attribute: AttributeName) -> Bool { text(attribute)?.lowercased() == "on" }
}
