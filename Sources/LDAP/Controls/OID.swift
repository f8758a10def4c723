/// An object identifier in dotted form, as LDAP names controls, extended operations and features.
public struct OID: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The dotted form.
    public let text: String

    /// Takes the dotted form as it is.
    public init(_ text: String) { self.text = text }
    /// An identifier that is written in the program.
    public init(stringLiteral text: String) { self.text = text }
    /// The dotted form.
    public var description: String { text }

    /// StartTLS (RFC 4511, section 4.14).
    public static let startTLS: Self = "1.3.6.1.4.1.1466.20037"
    /// Notice of disconnection: a server's last words (RFC 4511, section 4.4.1).
    public static let noticeOfDisconnection: Self = "1.3.6.1.4.1.1466.20036"
    /// Password modify extended operation (RFC 3062).
    public static let passwordModify: Self = "1.3.6.1.4.1.4203.1.11.1"
    /// Who am I (RFC 4532).
    public static let whoAmI: Self = "1.3.6.1.4.1.4203.1.11.3"
    /// Password policy request and response (draft-behera-ldap-password-policy).
    public static let passwordPolicy: Self = "1.3.6.1.4.1.42.2.27.8.5.1"
    /// Assertion control (RFC 4528).
    public static let assertion: Self = "1.3.6.1.1.12"
    /// Simple paged results (RFC 2696).
    public static let pagedResults: Self = "1.2.840.113556.1.4.319"
}
