import Foundation
import Writeback

/// A message that the cloud handed out, with the lease on it.
struct Delivery: Sendable {
    let message: RequestMessage
    let properties: BrokerProperties
    /// The absolute lock URI.
    let lock: String
    /// What was declared for it earlier, by whichever agent; the oldest first.
    let declarations: [Declaration]
    let lease: HeldLease
}

/// A lease, counted down on the boot-time clock from before it was asked for: neither the clocks' difference nor a slow
/// answer lengthens it.
actor HeldLease {
    private(set) var until: Duration
    private(set) var length: Duration
    private(set) var isLost = false

    init(askedAt: Duration, seconds: Int) {
        length = .seconds(seconds)
        until = askedAt + length
    }

    /// The lease was renewed.
    func renewed(askedAt: Duration, seconds: Int) {
        length = .seconds(seconds)
        until = askedAt + length
    }

    /// The gateway says that it is gone.
    func lost() { isLost = true }

    /// How long it lasts yet; nothing once it is lost.
    func remaining(at now: Duration) -> Duration { isLost ? .zero : max(.zero, until - now) }
}
