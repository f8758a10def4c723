import Foundation
import Logging
import ServiceLifecycle
import Writeback

/// Ends requests whose time has run out: at start, and from then on whenever the next one is due.
struct Deadlines: Service, CustomStringConvertible {
    let store: Store
    let bells: Bells
    let time: any Timekeeper
    let logger: Logger

    /// What the log calls it.
    var description: String { "Deadlines" }

    /// The longest rest, in seconds: the time of day may be set forward while nobody rings.
    private static let longestRest: Double = 30

    func run() async throws {
        let listener = bells.listen(to: .deadlines)
        defer { listener.stop() }
        await cancelWhenGracefulShutdown {
            var next: Date?
            repeat {
                do {
                    next = try await endDue()
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("due requests were not ended", metadata: ["error": "\(error)"])
                    next = nil
                }
            } while await listener.next(until: rest(until: next), by: time)
        }
    }

    private func rest(until next: Date?) -> Date {
        let latest = time.now.addingTimeInterval(Self.longestRest)
        return min(next ?? latest, latest)
    }

    /// Ends what is due now; answers when the next one will be.
    func endDue() async throws -> Date? {
        let now = time.now
        let (ended, next) = try await store.write { database -> ([RequestRecord], Date?) in
            var ended: [RequestRecord] = []
            var next = try Requests.nextExpiry(after: now, in: database)
            for var request in try Requests.open(expiredAt: now, in: database) {
                guard let outcome = Deadline.ending(request, at: now) else {
                    next = [next, Deadline.due(request)].compactMap { $0 }.min()
                    continue
                }
                if try Requests.end(request.id, outcome, at: now, in: database) {
                    request.outcome = outcome
                    ended.append(request)
                }
            }
            return (ended, next)
        }
        for request in ended {
            logger.notice(
                "a request ended by time",
                metadata: ["request.id": "\(request.id)", "outcome": "\(request.outcome?.rawValue ?? "")"])
            // The person's next message is at the head now.
            bells.ring(.messages(directory: request.directory))
        }
        if !ended.isEmpty { bells.ring(.erasure) }
        return next
    }
}
