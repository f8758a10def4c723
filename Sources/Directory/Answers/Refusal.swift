/// Why the directory, or this room on its behalf, does not write a password. A closed list.
public enum Refusal: String, Hashable, Sendable, Codable, CaseIterable {
    /// Shorter than the policy allows.
    case tooShort
    /// Fails the policy's check of quality.
    case tooSimple
    /// The present password may not be changed yet.
    case tooYoung
    /// Used before, or the present one.
    case inHistory
    /// Longer than can be stored.
    case tooLong
    /// The policy says no without saying why.
    case policyUnspecified
    /// The current password that was sent along is not right.
    case wrongCurrentPassword
    /// Empty, with a NUL, or not representable.
    case invalidPassword
    /// Locked by an administrator.
    case accountDisabled
    /// Past its end.
    case accountExpired
    /// Locked.
    case accountLocked
    /// May never be written by us.
    case accountProtected
    /// The configured base or filter leaves it out.
    case outOfScope
    /// No such account.
    case notFound
    /// Several accounts with one anchor.
    case ambiguous
    /// The service account lacks a right.
    case notPermitted
    /// Something in the directory or in our configuration has to be changed first.
    case misconfigured
}

/// What an answer other than success means.
public enum AnswerMeaning: Hashable, Sendable {
    /// No, and asking again will not help.
    case refused(Refusal)
    /// Not now, or not here; nothing was written.
    case unavailable(Unavailability)
}

/// Why nothing was written although nobody refused. The same may be asked again.
public enum Unavailability: String, Hashable, Sendable, Codable, CaseIterable {
    /// There is no connection, or it broke before the request had left.
    case notConnected
    /// The server has too much to do, or is starting or stopping.
    case busy
    /// The server failed inside.
    case serverError
    /// The server takes no writes: read-only, or a copy of another.
    case readOnly
    /// The server names another one that takes writes.
    case referral
    /// The account moved, or its password was changed, between reading and writing: read it again.
    case changedMeanwhile
    /// The task was cancelled before anything was sent.
    case cancelled
}
