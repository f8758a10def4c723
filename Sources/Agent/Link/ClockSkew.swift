import Foundation

/// By how much the gateway's clock is ahead of ours, from the `Date` headers of quick answers.
struct ClockSkew: Sendable, Hashable {
    private(set) var seconds: Double?

    /// Takes one observation. Headers have whole seconds, so that less than one tells nothing.
    mutating func observe(server: Date, local: Date) { seconds = server.timeIntervalSince(local) }

    /// Whether the clocks differ by more than is allowed.
    func exceeds(_ limit: Duration) -> Bool { seconds.map { abs($0) > limit.seconds + 1 } ?? false }
}
