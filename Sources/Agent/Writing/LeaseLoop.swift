import Foundation
import Logging
import Writeback

/// Asks the cloud for work, as long as work can be done, and no more than can be done at once.
struct LeaseLoop: Sendable {
    let link: GatewayLink
    let handler: RequestHandler
    let health: AgentHealth
    let instance: String
    let maxConcurrent: Int
    let clock: AgentClock
    let logger: Logger

    /// Runs until cancelled; returns when everything in hand is finished.
    ///
    /// - Parameter work: where the work goes on after this task was cancelled.
    func run() async {
        let (deliveries, continuation) = AsyncStream.makeStream(of: Delivery.self)
        let slots = Slots(maxConcurrent)
        let shelf = Shelf()
        // Detached from this task's cancellation: what was begun is finished.
        let workers = Task.detached {
            await withDiscardingTaskGroup { group in
                for await delivery in deliveries {
                    group.addTask {
                        let afterwards = await handler.handle(delivery)
                        await slots.release()
                        if case .shelve = afterwards { await giveBackLater(delivery, shelf) }
                    }
                }
            }
        }
        await poll(slots) { continuation.yield($0) }
        continuation.finish()
        await shelf.close()
        await workers.value
    }

    private func poll(_ slots: Slots, take: (Delivery) -> Void) async {
        let keyIDs = link.identity.sealingKeys.map(\.published.kid)
        while !Task.isCancelled {
            await health.untilMayLease()
            await slots.acquire()
            guard !Task.isCancelled, await health.mayLease else {
                await slots.release()
                if Task.isCancelled { return }
                continue
            }
            do {
                guard let delivery = try await link.lease(keyIDs: keyIDs, instance: instance) else {
                    await slots.release()
                    continue
                }
                take(delivery)
            } catch {
                await slots.release()
                guard !Task.isCancelled else { return }
                logger.debug("no lease", metadata: ["error": "\(error)"])
                try? await clock.sleep(RetryPause.length())
            }
        }
    }

    /// A message that is not ours to end goes back after a pause that grows each time. When the pause is longer than
    /// the lease, the lease runs out instead.
    private func giveBackLater(_ delivery: Delivery, _ shelf: Shelf) async {
        let pause = await shelf.pause("\(delivery.properties.sequenceNumber)")
        let remaining = await delivery.lease.remaining(at: clock.sinceBoot())
        guard pause < max(remaining, .seconds(3)) else { return }
        await shelf.wait(pause, clock)
        try? await link.giveBack(delivery)
    }
}

/// Counts what is in hand.
actor Slots {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { free = count }

    func acquire() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func release() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}

/// The messages that were set aside, and those that wait to go back.
actor Shelf {
    private var shelf = SetAsideShelf()
    private var sleepers: [Int: Task<Void, Never>] = [:]
    private var next = 0
    private var isClosed = false

    func pause(_ message: String) -> Duration { shelf.pause(message) }

    func wait(_ pause: Duration, _ clock: AgentClock) async {
        guard !isClosed else { return }
        let id = next
        next += 1
        let sleeper = Task<Void, Never> { try? await clock.sleep(pause) }
        sleepers[id] = sleeper
        await sleeper.value
        sleepers[id] = nil
    }

    /// The agent stops: whatever waits goes back now.
    func close() {
        isClosed = true
        for sleeper in sleepers.values { sleeper.cancel() }
    }
}
