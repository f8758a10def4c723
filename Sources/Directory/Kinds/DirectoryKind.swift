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
    /// Whether the server hashes what a Modify of the password attribute brings, without being told to.
    public var hashesModify: Bool
    /// What becomes of a password that looks like a hash.
    public var hashLike: HashLike
    /// What tells and ends a lock.
    public var lock: LockAttributes
    /// The attribute that says "must change at next sign-in".
    public var mustChangeAttribute: AttributeName
    /// How that attribute comes to be set.
    public var mustChange: MustChange
    /// The attribute that names an entry's own policy.
    public var policyAttribute: AttributeName?
    /// How a policy is written down.
    public var policyForm: PolicyForm
    /// What shows that there is a password policy at all.
    public var policySign: PolicySign
    /// The longest password in bytes that is ever sent.
    public var longestPassword: Int
    /// Diagnostic texts that say what the result code does not. Looked for as they are, in this order.
    public var texts: [DiagnosticText]
    /// Whether these texts say more than the password policy control, where both speak.
    public var textsSayMore: Bool

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

    /// What becomes of a password that looks like a hash: `{`, a word, `}`.
    public enum HashLike: Hashable, Sendable {
        /// The extended operation takes it as the text it is; a Modify would store it as it is.
        case textByExop
        /// The server refuses it or stores it as it is, whatever the way: it is never sent.
        case neverSent
    }

    /// Ways to demand another password at the next sign-in.
    public enum MustChange: Hashable, Sendable {
        /// The attribute is written.
        case written
        /// The server sets the attribute itself with a password written by the extended operation, if its policy says
        /// so; the attribute tells afterwards.
        case byServerOnExop
    }

    /// Ways to write down a policy.
    public enum PolicyForm: Hashable, Sendable {
        /// An entry of its own with `pwd...` attributes (draft-behera-ldap-password-policy).
        case behera
        /// `password...` attributes, in `cn=config` or an entry of its own.
        case directoryServer389
    }

    /// What shows that there is a password policy.
    public enum PolicySign: Hashable, Sendable {
        /// The control in the answer to our bind.
        case controlOfBind
        /// The control in the root DSE.
        case controlListed
    }

    /// The attributes of a lock.
    public struct LockAttributes: Hashable, Sendable {
        /// Present while the account is locked by failed binds.
        public var locked: AttributeName
        /// Counts failed binds. Where there is one, a lock is over when it is 0 or absent, whatever `locked` says.
        public var failures: AttributeName?
        /// The attribute by which an administrator locks.
        public var administrator: AttributeName
        /// The value that means "by an administrator, until he lifts it", in any case.
        public var administratorValue: String
        /// Values of `locked` that end the lock, replacing all others; none removes the attribute.
        public var unlockedValues: [String]
        /// Attributes that go with the lock.
        public var cleared: [AttributeName]
        /// All that is read.
        public var all: [AttributeName] { [locked, administrator] + (failures.map { [$0] } ?? []) }
    }

    /// The attributes of a change marker.
    public struct MarkerAttributes: Hashable, Sendable {
        /// When the password was last changed, to the second (generalised time); absent until the first change that
        /// was noted.
        public var passwordTime: AttributeName
        /// Moves with each change of the entry.
        public var sequence: AttributeName
        /// Who changed the entry last.
        public var modifier: AttributeName
        /// Whether the server notes the time of a password in a second step, after its answer.
        public var timeComesLate: Bool
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
