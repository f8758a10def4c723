import LDAP

/// The password policy that applies to an account, as read from the directory.
public struct AppliedPolicy: Hashable, Sendable {
    /// The entry that holds it.
    public var source: DistinguishedName
    /// The shortest password; 0 is no limit.
    public var minimumLength: Int
    /// Whether that length counts bytes; else characters.
    public var lengthCountsBytes: Bool
    /// How many old passwords may not be used again.
    public var history: Int
    /// How many seconds a password must stay before it may be changed.
    public var minimumAgeSeconds: Int
    /// After how many seconds a password expires; 0 is never.
    public var maximumAgeSeconds: Int
    /// Whether the length and quality are checked at all.
    public var checksQuality: Bool
    /// After how many failed binds the account is locked; nil is never.
    public var lockoutAfter: Int?
    /// How many seconds a lock lasts; 0 is until somebody lifts it.
    public var lockoutSeconds: Int
    /// Whether a write needs the current password, so that a reset is impossible.
    public var requiresCurrentPassword: Bool
}

/// What could be read of a policy.
public enum PolicyReading: Hashable, Sendable {
    /// All of it.
    case read(AppliedPolicy)
    /// It is not known; why.
    case unknown(why: String)
}
