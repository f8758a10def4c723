/// There is no answer: what went wrong, when, and whether the request had left.
public struct ConnectionFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The step that was under way.
    public enum Phase: String, Hashable, Sendable, Codable, CaseIterable {
        /// Checking the configuration, finding the address, TCP or the local socket.
        case connect
        /// StartTLS and the TLS handshake.
        case handshake
        /// A bind.
        case bind
        /// Any other operation.
        case operation
    }

    /// What went wrong.
    public enum Reason: String, Hashable, Sendable, Codable, CaseIterable {
        /// `ldap://` without StartTLS. Nothing was sent.
        case clearTextRefused
        /// A file or setting cannot be used. Nothing was sent.
        case invalidConfiguration
        /// The host name has no address.
        case nameNotResolved
        /// Nobody listens there.
        case connectionRefused
        /// The network does not lead there.
        case unreachable
        /// The time limit of the phase passed.
        case timedOut
        /// The server does not offer, or refused, StartTLS.
        case startTLSRefused
        /// The certificate is not signed by a trusted authority, has expired, or is for another purpose.
        case certificateNotTrusted
        /// The certificate is trusted, but for another name.
        case certificateNameMismatch
        /// TLS failed for another reason: no common version or cipher, a client certificate that was refused, no TLS.
        case handshakeFailed
        /// The connection broke, or the server closed it.
        case connectionLost
        /// `close()` was called.
        case closed
        /// libldap could not build the request or read the answer.
        case localError
    }

    /// The step that was under way.
    public var phase: Phase
    /// What went wrong.
    public var reason: Reason
    /// Whether the whole request had been handed to the system: false means it certainly had no effect, true that
    /// nobody knows.
    public var requestSent: Bool
    /// The server, as a URL.
    public var server: String
    /// One sentence for an administrator, with the remedy where one is known. Holds no secret.
    public var explanation: String

    /// A failure from its parts.
    public init(phase: Phase, reason: Reason, requestSent: Bool, server: String, explanation: String) {
        self.phase = phase
        self.reason = reason
        self.requestSent = requestSent
        self.server = server
        self.explanation = explanation
    }

    /// The server and the explanation.
    public var description: String { "\(server): \(explanation)" }
}
