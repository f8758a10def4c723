/// How a request ended. The list is closed: every accepted request ends once, with one of these.
///
/// The raw value is the code on the wire, in `statusDetail`, in the journal and in metrics.
public enum Outcome: String, Codable, Sendable, Hashable, CaseIterable {
    // The directory did what was asked.

    /// The directory holds the new password.
    case written
    /// The directory holds the new password and marked it expired at once.
    case writtenButExpired
    /// The account was unlocked; no password was part of the request.
    case unlocked

    // The directory, or the agent on its behalf, refused.

    /// Shorter than the policy that applies allows.
    case tooShort
    /// Refused by the quality check: complexity, dictionary, a filter.
    case tooSimple
    /// The present password is younger than the minimum age.
    case tooYoung
    /// Among the remembered passwords, or the present one.
    case inHistory
    /// Longer than the directory takes.
    case tooLong
    /// Refused by the policy, and the directory does not say by which part of it.
    case policyUnspecified
    /// In a change: the current password is not the one that was given.
    case wrongCurrentPassword
    /// Empty, with a NUL byte, or not representable in this directory.
    case invalidPassword
    /// An administrator disabled or locked the account for good.
    case accountDisabled
    /// The account's own end date has passed.
    case accountExpired
    /// Locked, and this request may not unlock.
    case accountLocked
    /// On the list of accounts that are never written.
    case accountProtected
    /// There, but outside the configured base or filter.
    case outOfScope
    /// No entry with this source anchor.
    case notFound
    /// More than one entry with this source anchor.
    case ambiguous
    /// The service account lacks the right.
    case notPermitted
    /// The directory's configuration makes the write impossible.
    case directoryMisconfigured

    // It ended without an answer from the directory about this request.

    /// Its time ran out, and nothing was written: no agent declared a write, or the agent that did has found out that
    /// nothing came of it.
    case expired
    /// A later request, or a later change on-premises, took its place.
    case superseded
    /// It was declared, and nobody can know whether the directory wrote it.
    case unconfirmed
    /// The message does not open with the key it was sealed to, or does not match what was signed.
    case rejected
}
