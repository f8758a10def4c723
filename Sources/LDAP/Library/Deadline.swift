import Glibc

/// A moment until which something may take.
struct Deadline: Sendable, Comparable {
    let instant: ContinuousClock.Instant

    init(in limit: Duration) { instant = .now + limit }
    init(at instant: ContinuousClock.Instant) { self.instant = instant }

    var isOver: Bool { ContinuousClock.now >= instant }

    /// What is left, for `poll`: rounded up, so that a wait never ends just before the moment.
    var milliseconds: Int32 {
        let left = ContinuousClock.now.duration(to: instant)
        guard left > .zero else { return 0 }
        let (seconds, attoseconds) = left.components
        guard seconds < 86_400 else { return 86_400_000 }
        return Int32(seconds) * 1000 + Int32(attoseconds / 1_000_000_000_000_000) + 1
    }

    /// The moment when one of `parts` equal shares of what is left is used up.
    func share(of parts: Int) -> Deadline {
        let now = ContinuousClock.now
        return Deadline(at: now + max(.zero, now.duration(to: instant)) / max(1, parts))
    }

    static func < (left: Deadline, right: Deadline) -> Bool { left.instant < right.instant }
}
