import Secrets

/// One change of an attribute in a Modify (RFC 4511, section 4.6).
public struct Modification: Sendable {
    /// What happens to the attribute.
    public enum Kind: Int32, Sendable {
        /// The values are added.
        case add = 0
        /// The values are removed; all when none is named.
        case delete = 1
        /// The values take the place of all others; none leaves the attribute empty, and is no error when it was.
        case replace = 2
    }

    /// A value on the wire.
    public enum Value: Sendable {
        /// Bytes.
        case bytes([UInt8])
        /// A password: its bytes are lent to libldap and never copied by us.
        case password(Password)
        /// Text, as UTF-8.
        public static func text(_ text: String) -> Value { .bytes(Array(text.utf8)) }
    }

    /// What happens.
    public var kind: Kind
    /// To which attribute.
    public var attribute: AttributeName
    /// With which values.
    public var values: [Value]

    /// A change from its parts.
    public init(_ kind: Kind, _ attribute: AttributeName, _ values: [Value] = []) {
        self.kind = kind
        self.attribute = attribute
        self.values = values
    }

    /// Replaces all values with these.
    public static func replace(_ attribute: AttributeName, with values: Value...) -> Modification {
        Modification(.replace, attribute, values)
    }
}
