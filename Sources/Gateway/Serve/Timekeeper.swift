import Daemon
import Foundation

/// Time as a parameter: no decision of the gateway asks a clock by itself, and no test waits for one.
package protocol Timekeeper: Sendable {
    /// The time of day.
    var now: Date { get }
    /// Seconds on a clock that nobody sets; only differences mean anything.
    var monotonic: Double { get }
    /// Returns when the time has come; throws when the task is cancelled.
    func sleep(until date: Date) async throws
}

/// The clocks of the machine.
package struct SystemTime: Timekeeper {
    /// Uses the machine's clocks.
    package init() {}

    package var now: Date { Date() }
    package var monotonic: Double { BootClock.now / .seconds(1) }

    package func sleep(until date: Date) async throws {
        let seconds = date.timeIntervalSince(now)
        guard seconds > 0 else { return try Task.checkCancellation() }
        try await Task.sleep(for: .milliseconds(Int64((seconds * 1000).rounded(.up))))
    }
}
