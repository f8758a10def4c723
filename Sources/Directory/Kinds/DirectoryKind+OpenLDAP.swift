extension DirectoryKind {
    /// OpenLDAP with the ppolicy overlay (slapo-ppolicy(5)), measured with 2.5.13.
    public static let openLDAP = DirectoryKind(
        name: .openLDAP,
        anchorAttribute: "entryUUID",
        anchorForm: .uuidText,
        loginAttribute: "uid",
        marker: MarkerAttributes(
            passwordTime: "pwdChangedTime", sequence: "entryCSN", modifier: "modifiersName", timeComesLate: false),
        write: .exop,
        passwordAttribute: "userPassword",
        encoding: .asIs,
        hashesModify: false,
        hashLike: .textByExop,
        lock: LockAttributes(
            locked: "pwdAccountLockedTime",
            failures: nil,
            administrator: "pwdAccountLockedTime",
            // "set if the account has been locked permanently": only an administrator does that.
            administratorValue: "000001010000Z",
            unlockedValues: [],
            cleared: []),
        mustChangeAttribute: "pwdReset",
        mustChange: .written,
        policyAttribute: "pwdPolicySubentry",
        policyForm: .behera,
        // slapd lists the control in the root DSE as soon as the module is loaded (measured).
        policySign: .controlOfBind,
        longestPassword: 1024,
        texts: openLDAPTexts,
        textsSayMore: false)
}
