import CLDAP
import Glibc
import Logging

/// The loop of one connection; everything that touches its handle runs here, on one thread.
///
/// It waits in one place: `poll` on the LDAP socket and on the eventfd of the mailbox, until the nearest deadline.
/// Before it waits it reads all that libldap has, since TLS may hold decrypted messages that the socket no longer
/// shows.
final class ConnectionThread {
    private struct InFlight {
        var submission: Submission
        var deadline: Deadline
        var entries: [Entry] = []
        var references: [String] = []
    }

    private let settings: ConnectionSettings
    private let mailbox: Mailbox
    private let handle: Handle
    private let reader: MessageReader
    private let logger: Logger
    private var inFlight: [Int32: InFlight] = [:]
    /// Requests that libldap did not take, because an earlier one is not yet written in full. With their deadlines.
    private var waiting: [(submission: Submission, deadline: Deadline)] = []
    /// What the server said when it ended the connection.
    private var farewell: String?
    /// Set when sending found the connection broken: libldap must not be used any more.
    private var lost: ConnectionFailure?

    private init(settings: ConnectionSettings, mailbox: Mailbox, handle: Handle, logger: Logger) {
        self.settings = settings
        self.mailbox = mailbox
        self.handle = handle
        self.logger = logger
        reader = MessageReader(handle)
    }

    /// Opens the connection, tells `opened`, and works until the connection ends.
    static func run(
        settings: ConnectionSettings, mailbox: Mailbox, logger: Logger,
        opened: (Result<Opening.Facts, ConnectionFailure>) -> Void
    ) {
        let handle: Handle
        do throws(ConnectionFailure) {
            let opening = Opening(settings: settings, wakeup: mailbox.wakeup, isCancelled: { mailbox.isClosing })
            let (made, facts) = try opening.open()
            handle = made
            opened(.success(facts))
        } catch {
            _ = mailbox.finish(error)
            opened(.failure(error))
            return
        }
        let thread = ConnectionThread(settings: settings, mailbox: mailbox, handle: handle, logger: logger)
        let end = thread.loop()
        // First the socket, then the news: who hears that the connection is over may rely on it.
        handle.destroy()
        thread.failAll(end)
        for case .submit(let submission) in mailbox.finish(end) {
            submission.reply(.failure(thread.failure(submission, end.reason, sent: false, end.explanation)))
        }
    }

    private func loop() -> ConnectionFailure {
        while true {
            var abandoned: [UInt64] = []
            for command in mailbox.take() {
                switch command {
                case .submit(let submission): send(submission, Deadline(in: submission.limit))
                case .abandon(let ticket): abandoned.append(ticket)
                }
            }
            retryWaiting()
            // Asked before libldap reads: if the socket takes more, reading also finishes what is half written.
            let isFull = !handle.isWritable
            if let lost = drain() { return lost }
            abandoned.forEach(abandon)
            expire()
            if mailbox.isClosing { return end(.closed, "the connection was closed") }
            let writing: Int32 = isFull || !waiting.isEmpty ? Int32(POLLOUT) : 0
            if let lost { return lost }
            Waiting.wait(
                for: [(handle.socket, Int32(POLLIN) | writing), (mailbox.wakeup.descriptor, Int32(POLLIN))],
                until: nearestDeadline)
            mailbox.wakeup.drain()
        }
    }

    // MARK: Sending

    private func send(_ submission: Submission, _ deadline: Deadline) {
        guard lost == nil else {
            submission.reply(
                .failure(failure(submission, .connectionLost, sent: false, "the connection was lost before")))
            return
        }
        let (status, id) = submission.request.send(on: handle, controls: submission.controls)
        switch status {
        case LDAP_SUCCESS:
            inFlight[id] = InFlight(submission: submission, deadline: deadline)
        case LDAP_BUSY:
            waiting.append((submission, deadline))
        case LDAP_SERVER_DOWN:
            let end = end(.connectionLost, "the connection was lost while a request was being sent")
            lost = end
            submission.reply(.failure(failure(submission, .connectionLost, sent: false, end.explanation)))
        default:
            let text = "libldap cannot build the request: \(handle.lastError.text)"
            submission.reply(.failure(failure(submission, .localError, sent: false, text)))
        }
    }

    private func retryWaiting() {
        let again = waiting
        waiting = []
        for (submission, deadline) in again { send(submission, deadline) }
    }

    // MARK: Receiving

    /// Reads until libldap has nothing more; returns why the connection is over, if it is.
    private func drain() -> ConnectionFailure? {
        while lost == nil {
            var nothing = timeval()
            var message: OpaquePointer?
            let kind = ldap_result(handle.pointer, LDAP_RES_ANY, LDAP_MSG_ONE, &nothing, &message)
            if kind == 0 { return nil }
            guard kind > 0, let message else {
                return end(.connectionLost, farewell ?? "the server closed the connection, or the network broke")
            }
            take(message, kind)
            ldap_msgfree(message)
        }
        return lost
    }

    private func take(_ message: OpaquePointer, _ kind: Int32) {
        let id = ldap_msgid(message)
        if id == 0 {
            // Notice of disconnection (RFC 4511, section 4.4.1). The close follows.
            if let result = reader.result(of: message) {
                farewell = "the server ended the connection: \(OperationRefused(result: result))"
            }
            return
        }
        switch UInt32(bitPattern: kind) {
        case UInt32(LDAP_RES_SEARCH_ENTRY):
            guard let entry = reader.entry(message) else { return finish(id, unreadable: message) }
            inFlight[id]?.entries.append(entry)
        case UInt32(LDAP_RES_SEARCH_REFERENCE):
            inFlight[id]?.references += reader.references(message)
        case UInt32(LDAP_RES_INTERMEDIATE):
            break
        default:
            guard let operation = inFlight.removeValue(forKey: id) else { return }
            guard let result = reader.result(of: message) else { return finish(operation, unreadable: message) }
            var answer = Answer(entries: operation.entries, references: operation.references, result: result)
            if UInt32(bitPattern: kind) == UInt32(LDAP_RES_EXTENDED) {
                answer.responseValue = reader.extended(message).value
            }
            operation.submission.reply(.success(answer))
        }
    }

    private func finish(_ id: Int32, unreadable message: OpaquePointer) {
        guard let operation = inFlight.removeValue(forKey: id) else { return }
        abandonRequest(id)
        finish(operation, unreadable: message)
    }

    private func finish(_ operation: InFlight, unreadable message: OpaquePointer) {
        let text = "the server's answer cannot be understood"
        operation.submission.reply(.failure(failure(operation.submission, .localError, sent: true, text)))
    }

    // MARK: Giving up

    private func abandon(_ ticket: UInt64) {
        if let index = waiting.firstIndex(where: { $0.submission.ticket == ticket }) {
            waiting.remove(at: index).submission.reply(.failure(CancellationError()))
            return
        }
        guard let (id, operation) = inFlight.first(where: { $0.value.submission.ticket == ticket }) else { return }
        inFlight[id] = nil
        abandonRequest(id)
        operation.submission.reply(.failure(CancellationError()))
    }

    /// Tells the server not to bother (RFC 4511, section 4.11); it may be too late for that.
    ///
    /// Only when the socket takes more: libldap writes an abandon at once, also into the middle of a request that it
    /// could not finish. Otherwise the answer, if one comes, finds nobody who waits.
    private func abandonRequest(_ id: Int32) {
        guard lost == nil, waiting.isEmpty, handle.isWritable else { return }
        if ldap_abandon_ext(handle.pointer, id, nil, nil) == LDAP_SERVER_DOWN {
            lost = end(.connectionLost, "the connection was lost while an operation was being abandoned")
        }
    }

    private func expire() {
        for (id, operation) in inFlight where operation.deadline.isOver {
            inFlight[id] = nil
            abandonRequest(id)
            let text = "no answer within \(operation.submission.limit)"
            operation.submission.reply(.failure(failure(operation.submission, .timedOut, sent: true, text)))
        }
        // In one pass: asked twice, a deadline may have passed in between, and its operation would end without an answer.
        let all = waiting
        waiting = []
        for (submission, deadline) in all {
            guard deadline.isOver else {
                waiting.append((submission, deadline))
                continue
            }
            let text = "the server takes no more requests: not sent within \(submission.limit)"
            submission.reply(.failure(failure(submission, .timedOut, sent: false, text)))
        }
    }

    private var nearestDeadline: Deadline? {
        (inFlight.values.map(\.deadline) + waiting.map(\.deadline)).min()
    }

    private func failAll(_ end: ConnectionFailure) {
        for operation in inFlight.values {
            operation.submission.reply(.failure(failure(operation.submission, end.reason, sent: true, end.explanation)))
        }
        for (submission, _) in waiting {
            submission.reply(.failure(failure(submission, end.reason, sent: false, end.explanation)))
        }
        inFlight = [:]
        waiting = []
    }

    private func end(_ reason: ConnectionFailure.Reason, _ explanation: String) -> ConnectionFailure {
        ConnectionFailure(
            phase: .operation, reason: reason, requestSent: false, server: settings.server.description,
            explanation: explanation)
    }

    private func failure(
        _ submission: Submission, _ reason: ConnectionFailure.Reason, sent: Bool, _ explanation: String
    ) -> ConnectionFailure {
        ConnectionFailure(
            phase: submission.request.phase, reason: reason, requestSent: sent, server: settings.server.description,
            explanation: explanation)
    }
}
