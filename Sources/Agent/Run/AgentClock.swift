import Daemon
import Foundation

/// The two clocks that the agent lives by, as a parameter, so that no test waits for one.
struct AgentClock: Sendable {
    /// The time of day: for `exp`, `iat`, journal and reports.
    var now: @Sendable () -> Date
    /// The time since the machine started, sleep included (CLOCK_BOOTTIME): for leases. Nobody can set it back.
    var sinceBoot: @Sendable () -> Duration
    /// Waits; ends early by throwing when the task is cancelled.
    var sleep: @Sendable (Duration) async throws -> Void

    /// The real clocks.
    static let system = AgentClock(
        now: { Date() },
        sinceBoot: { BootClock.now },
        sleep: { try await Task.sleep(for: $0) })
}
