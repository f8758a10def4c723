import Logging
import Synchronization

/// A connection to one server, with TLS as configured, unbound until `bind`.
///
/// Many operations may be in flight at once. None blocks a thread of the cooperative pool: a thread of the connection's
/// own does all work with libldap. Each operation ends with an answer of the server, or throws `ConnectionFailure`, or
/// `CancellationError` when its task is cancelled; it is then abandoned, and a write may or may not happen.
public final class Connection: Sendable {
    /// The server.
    public let server: ServerURL
    /// The version of TLS in words of GnuTLS, for example `TLS1.3`; nil on a local socket.
    public let tlsVersion: String?
    /// The cipher of TLS; nil on a local socket.
    public let tlsCipher: String?
    /// How long each step may take.
    public let limits: TimeLimits
    private let mailbox: Mailbox

    private init(settings: ConnectionSettings, facts: Opening.Facts, mailbox: Mailbox) {
        server = settings.server
        limits = settings.limits
        tlsVersion = facts.tlsVersion
        tlsCipher = facts.tlsCipher
        self.mailbox = mailbox
    }

    deinit { mailbox.close {} }

    /// Connects and, unless the socket is local, has TLS in place when it returns.
    ///
    /// - Throws: `ConnectionFailure` (never with `requestSent`), or `CancellationError`.
    public static func open(
        _ settings: ConnectionSettings,
        logger: Logger = Logger(label: "ldap", factory: { _ in SwiftLogNoOpLogHandler() })
    ) async throws -> Connection {
        try Task.checkCancellation()
        let mailbox = Mailbox()
        return try await withTaskCancellationHandler {
            let opened: Result<Opening.Facts, ConnectionFailure> = await withCheckedContinuation { continuation in
                let started = DedicatedThread.start {
                    ConnectionThread.run(settings: settings, mailbox: mailbox, logger: logger) {
                        continuation.resume(returning: $0)
                    }
                }
                if !started {
                    continuation.resume(
                        returning: .failure(settings.failure(.localError, "the system has no thread left")))
                }
            }
            if Task.isCancelled {
                mailbox.close {}
                throw CancellationError()
            }
            return Connection(settings: settings, facts: try opened.get(), mailbox: mailbox)
        } onCancel: {
            mailbox.close {}
        }
    }

    /// Why the connection is over; nil while it is open.
    public var end: ConnectionFailure? { mailbox.end }

    /// Ends what is in flight with `closed`, and the connection. Returns when the socket is closed; may be called
    /// again.
    public func close() async {
        await withCheckedContinuation { continuation in mailbox.close { continuation.resume() } }
    }

    /// Gives the request to the thread and waits for the answer.
    func perform(_ request: Request, controls: [Control], limit: Duration? = nil) async throws -> Answer {
        try Task.checkCancellation()
        let ticket = mailbox.ticket()
        let limit = limit ?? (request.phase == .bind ? limits.bind : limits.operation)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let submission = Submission(ticket: ticket, request: request, controls: controls, limit: limit) {
                    continuation.resume(with: $0)
                }
                if var end = mailbox.post(.submit(submission)) {
                    end.phase = request.phase
                    end.requestSent = false
                    continuation.resume(throwing: end)
                } else if Task.isCancelled {
                    // The handler below may have run before the submission was posted, and found nothing.
                    _ = mailbox.post(.abandon(ticket: ticket))
                }
            }
        } onCancel: {
            _ = mailbox.post(.abandon(ticket: ticket))
        }
    }
}
