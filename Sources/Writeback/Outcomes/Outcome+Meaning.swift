extension Outcome {
    /// Which of the three kinds of ending it is.
    public enum Kind: Sendable, Hashable {
        /// What was asked for is in force.
        case succeeded
        /// It was refused, for the reason that the outcome names.
        case refused
        /// It ended without an answer of the directory.
        case lapsed
    }

    /// Who has to act so that the next attempt works.
    public enum Concern: Sendable, Hashable {
        /// The person who chose the password.
        case user
        /// Whoever runs the directory or the agent.
        case administrator
        /// The authors of this software.
        case vendor
    }

    /// Which of the three kinds of ending it is.
    public var kind: Kind {
        switch self {
        case .written, .writtenButExpired, .unlocked: .succeeded
        case .expired, .superseded, .unconfirmed, .rejected: .lapsed
        case .tooShort, .tooSimple, .tooYoung, .inHistory, .tooLong, .policyUnspecified, .wrongCurrentPassword,
            .invalidPassword, .accountDisabled, .accountExpired, .accountLocked, .accountProtected, .outOfScope,
            .notFound, .ambiguous, .notPermitted, .directoryMisconfigured:
            .refused
        }
    }

    /// Whether the same request, sent again unchanged, may end otherwise.
    public var askingAgainCanHelp: Bool {
        switch self {
        case .expired, .unconfirmed, .tooYoung, .rejected: true
        default: false
        }
    }

    /// Whose problem it is; `nil` where there is none. Never the user's when an administrator has to act.
    public var concern: Concern? {
        switch self {
        case .written, .unlocked, .superseded: nil
        case .tooShort, .tooSimple, .tooYoung, .inHistory, .tooLong, .policyUnspecified, .wrongCurrentPassword,
            .invalidPassword:
            .user
        case .writtenButExpired, .accountDisabled, .accountExpired, .accountLocked, .accountProtected, .outOfScope,
            .notFound, .ambiguous, .notPermitted, .directoryMisconfigured, .expired, .unconfirmed:
            .administrator
        case .rejected: .vendor
        }
    }

    /// The event number that administrators of Entra Connect know for the cause, where it has one.
    ///
    /// 33001 to 33009 name what the directory said; an ending without such a cause has the number of the operation only.
    public var causeEventID: Int? {
        switch self {
        case .written, .writtenButExpired, .unlocked, .superseded: nil
        case .tooShort, .tooSimple, .tooYoung, .inHistory, .tooLong, .policyUnspecified: 33008
        case .wrongCurrentPassword: 33007
        case .invalidPassword: 32003
        case .accountDisabled, .accountExpired: 33005
        case .accountLocked: 33006
        case .accountProtected, .notPermitted: 33004
        case .notFound, .outOfScope: 33002
        case .ambiguous: 33003
        case .directoryMisconfigured: 33009
        case .expired: 32001
        case .unconfirmed: 33001
        case .rejected: 32004
        }
    }

    /// The value of the metric's label: the code itself, which is bounded by this list.
    public var metricLabel: String { rawValue }

    /// What Graph's long-running operation says in `status`.
    public var graphStatus: String { kind == .succeeded ? "succeeded" : "failed" }
}
