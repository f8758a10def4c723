/// What a server says beside the result code when the password policy control was sent
/// (draft-behera-ldap-password-policy-10, section 6.2).
public struct PasswordPolicyResponse: Hashable, Sendable {
    /// Seconds until the password expires, if the server warns of it.
    public var secondsBeforeExpiration: Int?
    /// How many more binds an expired password is good for, if the server counts them.
    public var graceBindsRemaining: Int?
    /// The reason of a refusal, or that something must be done first.
    public var error: PasswordPolicyError?

    /// A response from its parts.
    public init(secondsBeforeExpiration: Int? = nil, graceBindsRemaining: Int? = nil, error: PasswordPolicyError? = nil)
    {
        self.secondsBeforeExpiration = secondsBeforeExpiration
        self.graceBindsRemaining = graceBindsRemaining
        self.error = error
    }

    /// Reads the value of the control. Lengths that are not minimal and unknown members are accepted.
    ///
    /// - Throws: an error when the bytes are no such value.
    init(decoding value: [UInt8]) throws(BERReader.Malformed) {
        var outer = BERReader(value)
        var reader = BERReader(try outer.element(0x30))
        guard outer.isAtEnd else { throw BERReader.Malformed() }
        while !reader.isAtEnd {
            let element = try reader.element()
            switch element.tag {
            case 0xA0:
                var warning = BERReader(element.content)
                let choice = try warning.element()
                switch choice.tag {
                case 0x80: secondsBeforeExpiration = try BERReader.integer(choice.content)
                case 0x81: graceBindsRemaining = try BERReader.integer(choice.content)
                default: break
                }
            case 0x81:
                error = PasswordPolicyError(rawValue: try BERReader.integer(element.content))
            default: break
            }
        }
    }
}

/// The `error` of a password policy response. Open: servers add their own.
public struct PasswordPolicyError: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The number on the wire.
    public let rawValue: Int
    /// Any number; those without a name are kept.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// The password has expired.
    public static let passwordExpired = Self(rawValue: 0)
    /// The account is locked.
    public static let accountLocked = Self(rawValue: 1)
    /// The password must be changed before anything else is allowed.
    public static let changeAfterReset = Self(rawValue: 2)
    /// The user may not change the password.
    public static let passwordModNotAllowed = Self(rawValue: 3)
    /// The current password must be sent along.
    public static let mustSupplyOldPassword = Self(rawValue: 4)
    /// Not good enough.
    public static let insufficientPasswordQuality = Self(rawValue: 5)
    /// Too short.
    public static let passwordTooShort = Self(rawValue: 6)
    /// The present password is too young to be changed.
    public static let passwordTooYoung = Self(rawValue: 7)
    /// Used before.
    public static let passwordInHistory = Self(rawValue: 8)
    /// Too long (an addition of OpenLDAP).
    public static let passwordTooLong = Self(rawValue: 9)

    /// The name in the draft and the number.
    public var description: String {
        let names = [
            "passwordExpired", "accountLocked", "changeAfterReset", "passwordModNotAllowed", "mustSupplyOldPassword",
            "insufficientPasswordQuality", "passwordTooShort", "passwordTooYoung", "passwordInHistory",
            "passwordTooLong",
        ]
        return names.indices.contains(rawValue) ? "\(names[rawValue]) (\(rawValue))" : "error \(rawValue)"
    }
}
