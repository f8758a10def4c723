/// How to reach one server.
public struct ConnectionSettings: Hashable, Sendable {
    /// The server.
    public var server: ServerURL
    /// Whom to trust and how; needed for everything but `ldapi://`.
    public var tls: TLSSettings?
    /// How long each step may take.
    public var limits: TimeLimits

    /// Settings from their parts.
    public init(server: ServerURL, tls: TLSSettings? = nil, limits: TimeLimits = TimeLimits()) {
        self.server = server
        self.tls = tls
        self.limits = limits
    }
}

/// How TLS is to be spoken. A certificate is always demanded from the server and always verified.
public struct TLSSettings: Hashable, Sendable {
    /// The lowest version that is accepted.
    public enum Version: String, Hashable, Sendable, Comparable, CaseIterable {
        /// RFC 5246.
        case tls12 = "1.2"
        /// RFC 8446.
        case tls13 = "1.3"

        /// By age.
        public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
        /// The number that libldap takes.
        var protocolNumber: Int32 { self == .tls12 ? 0x303 : 0x304 }
        /// The versions in a priority string of GnuTLS, which does not heed that number (measured with 2.5.13).
        var priority: String { "NORMAL:-VERS-ALL:+VERS-TLS1.3" + (self == .tls12 ? ":+VERS-TLS1.2" : "") }
        /// Whether a version in libldap's words ("TLS1.3", "TLSv1.3") is this or a newer one.
        func isMet(by version: String) -> Bool {
            let number = version.drop { !$0.isNumber }
            return version.hasPrefix("TLS") && Version.allCases.contains { $0.rawValue == number && $0 >= self }
        }
    }

    /// A PEM file with the authorities that may have signed the server's certificate; no others are trusted.
    public var caFile: String
    /// A PEM file with our own certificate, for SASL EXTERNAL.
    public var certificateFile: String?
    /// The PEM file with its key.
    public var keyFile: String?
    /// Whether `ldap://` is to be turned into TLS before anything else is said.
    public var startTLS: Bool
    /// The lowest version that is accepted.
    public var minimum: Version

    /// Settings from their parts.
    public init(
        caFile: String, certificateFile: String? = nil, keyFile: String? = nil, startTLS: Bool = false,
        minimum: Version = .tls12
    ) {
        self.caFile = caFile
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.startTLS = startTLS
        self.minimum = minimum
    }
}

/// How long each step may take; each is a limit of its own.
public struct TimeLimits: Hashable, Sendable {
    /// Finding the address and connecting, all addresses together.
    public var connect: Duration
    /// StartTLS and the TLS handshake.
    public var handshake: Duration
    /// A bind.
    public var bind: Duration
    /// Any other operation, from the call to the last answer; a paged search has it for each page.
    public var operation: Duration

    /// Five seconds to connect, five for the handshake, ten for a bind, ten for an operation, unless said otherwise.
    public init(
        connect: Duration = .seconds(5), handshake: Duration = .seconds(5), bind: Duration = .seconds(10),
        operation: Duration = .seconds(10)
    ) {
        self.connect = connect
        self.handshake = handshake
        self.bind = bind
        self.operation = operation
    }
}
