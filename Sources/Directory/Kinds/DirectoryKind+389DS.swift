extension DirectoryKind {
    /// 389 Directory Server, measured with 2.3.1.
    public static let directoryServer389 = DirectoryKind(
        name: .directoryServer389,
        anchorAttribute: "nsUniqueId",
        anchorForm: .text,
        loginAttribute: "uid",
        // The time is there with passwordTrackUpdateTime only, and a moment after the answer. The modifier is whoever
        // asked with nsslapd-plugin-binddn-tracking only, else the server names itself with each password.
        marker: MarkerAttributes(
            passwordTime: "pwdUpdateTime", sequence: "modifyTimestamp", modifier: "modifiersName", timeComesLate: true),
        // The extended operation hides the reason of a refusal: "Failed to update password" for all of them.
        write: .modify,
        passwordAttribute: "userPassword",
        encoding: .asIs,
        hashesModify: true,
        // Refused by both ways; with nsslapd-allow-hashed-passwords, or for a password administrator, stored as a hash.
        hashLike: .neverSent,
        lock: LockAttributes(
            locked: "accountUnlockTime",
            // A reset ends the lock by this count; the time stays.
            failures: "passwordRetryCount",
            administrator: "nsAccountLock",
            administratorValue: "true",
            unlockedValues: [],
            cleared: ["passwordRetryCount", "retryCountResetTime"]),
        mustChangeAttribute: "pwdReset",
        // Nobody but the server may write pwdReset, and after a Modify by a service account it does not.
        mustChange: .byServerOnExop,
        policyAttribute: "pwdPolicySubentry",
        policyForm: .directoryServer389,
        // A bind that succeeds is answered without the control.
        policySign: .controlListed,
        longestPassword: 1024,
        texts: directoryServer389Texts,
        textsSayMore: true)
}
