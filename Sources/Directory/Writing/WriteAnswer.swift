import LDAP
import Secrets

/// How an attempt to write ended.
public enum WriteAnswer: Hashable, Sendable {
    /// The directory said yes.
    case written(WriteDetails)
    /// No; nothing was changed.
    case refused(Refusal, AnswerDetails)
    /// The request had left and no answer came: it may or may not have happened, and may still happen.
    case unknown(AnswerDetails)
    /// Nothing was changed; the same may be asked again.
    case unavailable(Unavailability, AnswerDetails)
}

/// What of a write took effect.
public struct WriteDetails: Hashable, Sendable {
    /// Whether one part took effect.
    public enum Effect: Hashable, Sendable {
        /// It was not asked for.
        case notAsked
        /// Yes.
        case done
        /// No, and why.
        case failed(AnswerDetails)
        /// Nobody knows, and why.
        case unknown(AnswerDetails)
    }

    /// The server that was asked, as a URL.
    public var server: String
    /// The password.
    public var password: Effect
    /// "Must change at next sign-in".
    public var mustChange: Effect
    /// A lock that was there before is gone: all kinds so far lift it with each password write.
    public var unlock: Effect
    /// The marker read after the write; nil if it could not be read.
    public var marker: ChangeMarker?
    /// How it was written.
    public var method: DirectoryKind.WriteMethod?
}

/// A password to write.
public struct PasswordWrite: Sendable {
    /// The new password; it is sent as its bytes are.
    public var password: Password
    /// The current one, when the person changes it: the directory checks it.
    public var current: Password?
    /// Whether the person has to change it at the next sign-in.
    public var mustChange: Bool

    /// A write from its parts.
    public init(_ password: Password, current: Password? = nil, mustChange: Bool = false) {
        self.password = password
        self.current = current
        self.mustChange = mustChange
    }
}
