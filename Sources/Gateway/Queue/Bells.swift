import Foundation
import Synchronization

/// Wakes who waits, by events: nothing in the gateway polls its own database.
final class Bells: Sendable {
    /// What there is to wait for.
    enum Occasion: Hashable, Sendable {
        /// A message of this directory became available.
        case messages(directory: String)
        /// The next due time may have come nearer.
        case deadlines
        /// A request ended, and traces of it may be left in the log.
        case erasure
    }

    private let listeners = Mutex<[Occasion: [UUID: AsyncStream<Void>.Continuation]]>([:])

    /// Begins to listen. Do so before looking at the database, and nothing that happens in between is missed.
    func listen(to occasion: Occasion) -> Listener {
        // One ring is kept for a listener that is busy; more would tell it nothing new.
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let id = UUID()
        listeners.withLock { $0[occasion, default: [:]][id] = continuation }
        return Listener(stream: stream, continuation: continuation) { [weak self] in
            self?.listeners.withLock { listeners in
                listeners[occasion]?[id] = nil
                if listeners[occasion]?.isEmpty == true { listeners[occasion] = nil }
            }
        }
    }

    /// Wakes everybody who listens to this.
    func ring(_ occasion: Occasion) {
        for continuation in listeners.withLock({ $0[occasion].map { Array($0.values) } ?? [] }) {
            continuation.yield()
        }
    }

    /// How many listen: a poll whose client has gone must not be among them.
    func count(_ occasion: Occasion) -> Int { listeners.withLock { $0[occasion]?.count ?? 0 } }

    /// One waiting party.
    struct Listener: Sendable {
        fileprivate let stream: AsyncStream<Void>
        fileprivate let continuation: AsyncStream<Void>.Continuation
        fileprivate let forget: @Sendable () -> Void

        /// Waits for the next ring; false when the task was cancelled.
        func next() async -> Bool {
            var iterator = stream.makeAsyncIterator()
            return await iterator.next() != nil
        }

        /// Waits for the next ring, but no longer than until `date`; false when the task was cancelled.
        func next(until date: Date, by time: any Timekeeper) async -> Bool {
            let alarm = Task {
                try await time.sleep(until: date)
                continuation.yield()
            }
            defer { alarm.cancel() }
            return await next()
        }

        /// Stops listening.
        func stop() { forget() }
    }
}
