import Glibc

/// The time since the machine started, sleep included (CLOCK_BOOTTIME, clock_gettime(2)). Nobody sets it, and a suspended
/// machine does not stop it: a lease runs out and an agent is silent also while nobody runs.
package enum BootClock {
    /// The time now; only differences mean anything.
    package static var now: Duration {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
