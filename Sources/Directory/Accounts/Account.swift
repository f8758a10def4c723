import LDAP

/// One entry that a person owns, as it was at one moment.
public struct Account: Hashable, Sendable {
    /// The name.
    public var dn: DistinguishedName
    /// The source anchor.
    public var anchor: Anchor
    /// What the person signs in with.
    public var loginName: String?
    /// What tells whether the password changes later.
    public var marker: ChangeMarker
    /// Whether it is locked, and by whom.
    public var lock: Lock
    /// Whether the person has to change the password at the next sign-in; nil when that cannot be read.
    public var mustChange: Bool?
    /// The entry's own policy, if it has one.
    public var policy: DistinguishedName?
    /// Whether it may never be written by us: configured, or the agent's own.
    public var isProtected: Bool

    /// The ways an account can be locked.
    public enum Lock: Hashable, Sendable {
        /// Not locked, as far as can be read.
        case none
        /// By failed binds, since then or until then (the directory's own form; 389-DS says 1970 for "until lifted").
        /// A lock of a limited time may be over already.
        case byFailures(since: String)
        /// By an administrator. On some kinds a password write would lift it, so it is refused.
        case byAdministrator
    }
}

/// What was found under an anchor.
public enum AccountLookup: Hashable, Sendable {
    /// Exactly one entry.
    case found(Account)
    /// None.
    case notFound
    /// Several; their names.
    case ambiguous([DistinguishedName])
    /// One, but the configured base or filter leaves it out; its name.
    case outOfScope(DistinguishedName)
    /// The directory did not say. Asking again can help.
    case unavailable(AnswerDetails)
    /// The directory will not say until an administrator changes something.
    case misconfigured(AnswerDetails)
}
