import LDAP

/// What has to be known about a kind of directory. Mostly data: code asks these values instead of asking which kind it
/// is.
public struct DirectoryKind: Hashable, Sendable {
    /// The name.
    public var name: KindName
    /// The attribute that never changes and is never used again, unless the configuration names another.
    public var anchorAttribute: AttributeName
    /// How the anchor's bytes become its text.
    public var anchorForm: AnchorForm
    /// What a user signs in with, unless the configuration names another.
    public var loginAttribute: AttributeName
    /// What tells that a password has been written.
    public var marker: MarkerAttributes
    /// How a password is written, unless the configuration forces another way.
    public var write: WriteMethod
    /// The attribute that holds the password.
    public var passwordAttribute: AttributeName
    /// How the bytes of a password are put on the wire.
    public var encoding: PasswordEncoding
    /// What tells and ends a lock.
    public var lock: LockAttributes
    /// The attribute that says "must change at next sign-in", and is written for it.
    public var mustChangeAttribute: AttributeName
    /// The attribute that names an entry's own policy.
    public var policyAttribute: AttributeName?
    /// The longest password in bytes that is ever sent.
    public var longestPassword: Int
    /// Diagnostic texts that say what the result code does not. Looked for as they are, in this order.
    public var texts: [DiagnosticText]

    /// The forms that an anchor has in a directory.
    public enum AnchorForm: Hashable, Sendable {
        /// A UUID in text; the anchor is its lower-case form.
        case uuidText
        /// Sixteen bytes; the anchor is their base64.
        case guidBytes
        /// Text, taken as it is.
        case text
    }

    /// Ways to write a password.
    public enum WriteMethod: String, Hashable, Sendable, Codable {
        /// Password modify extended operation (RFC 3062): the server always hashes.
        case exop
        /// A Modify of the password attribute.
        case modify
        /// A Modify of `unicodePwd`.
        case unicodePwd
    }

    /// Ways to put a password on the wire.
    public enum PasswordEncoding: Hashable, Sendable {
        /// The bytes as they are.
        case asIs
        /// In quotation marks, as UTF-16LE.
        case quotedUTF16
    }

    /// The attributes of a lock.
    public struct LockAttributes: Hashable, Sendable {
        /// Present while the account is locked.
        public var locked: AttributeName
        /// The value that means "by an administrator, until he lifts it".
        public var administratorValue: String?
        /// Values that end the lock, replacing all others; none removes the attribute.
        public var unlockedValues: [String]
    }

    /// The attributes of a change marker.
    public struct MarkerAttributes: Hashable, Sendable {
        /// When the password was last changed, to the second (generalised time); absent until the first change.
        public var passwordTime: AttributeName
        /// Moves with each change of the entry.
        public var sequence: AttributeName
        /// Who changed the entry last.
        public var modifier: AttributeName
        /// All of them.
        public var all: [AttributeName] { [passwordTime, sequence, modifier] }
    }

    /// A text in a diagnostic message and what it means.
    public struct DiagnosticText: Hashable, Sendable {
        /// With which result code.
        public var code: ResultCode
        /// What is looked for, anywhere in the message.
        public var text: String
        /// What it means.
        public var meaning: AnswerMeaning
    }
}
