import Foundation
import Logging
import Writeback

/// Sends the endings in the outbox until the gateway accepts them. It alone takes them out.
actor StatusReporter {
    private let journal: Journal
    private let send: @Sendable (StatusReport) async throws(LinkFailure) -> Void
    private let clock: AgentClock
    private let logger: Logger
    private let signal: AsyncStream<Void>
    private let signaller: AsyncStream<Void>.Continuation
    private var isFlushing = false

    init(
        journal: Journal, clock: AgentClock, logger: Logger,
        send: @escaping @Sendable (StatusReport) async throws(LinkFailure) -> Void
    ) {
        self.journal = journal
        self.send = send
        self.clock = clock
        self.logger = logger
        (signal, signaller) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Tells that there is something new.
    nonisolated func soon() { signaller.yield() }

    /// Runs until cancelled. What an earlier instance left is sent first.
    func run() async {
        soon()
        for await _ in signal {
            while !Task.isCancelled, await !flush() {
                try? await clock.sleep(RetryPause.length())
            }
            if Task.isCancelled { return }
        }
    }

    /// Sends what there is, in order.
    ///
    /// - Returns: whether nothing is left.
    func flush() async -> Bool {
        // Re-checked after each await: the last flush of a draining agent may meet the running one.
        guard !isFlushing else { return false }
        isFlushing = true
        defer { isFlushing = false }
        do {
            while true {
                let due = try await journal.outbox(limit: 50)
                if due.isEmpty { return true }
                for (row, report) in due {
                    var report = report
                    report.iat = Int(clock.now().timeIntervalSince1970)
                    guard await settle(row, report) else { return false }
                }
            }
        } catch {
            logger.error("the outbox cannot be read", metadata: ["error": "\(error)"])
            return false
        }
    }

    private func settle(_ row: OutboxRow, _ report: StatusReport) async -> Bool {
        do {
            try await send(report)
        } catch {
            guard let status = error.status, [400, 403, 404].contains(status) else {
                logger.debug(
                    "a report was not accepted yet", metadata: ["request": "\(row.requestID)", "error": "\(error)"])
                return false
            }
            logger.error(
                "the gateway will not accept a report; given up",
                metadata: ["request": "\(row.requestID)", "outcome": "\(report.outcome.rawValue)", "error": "\(error)"])
        }
        do {
            try await journal.reportSettled(row.reportID, at: clock.now())
            return true
        } catch {
            // Sent again later, with the same id: the gateway knows it then.
            logger.error(
                "an accepted report could not be noted", metadata: ["request": "\(row.requestID)", "error": "\(error)"])
            return false
        }
    }
}
