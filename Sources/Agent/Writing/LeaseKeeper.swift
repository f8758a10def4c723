import Logging
import Writeback

/// Renews a lease for as long as its request is worked on: a password filter can take minutes.
struct LeaseKeeper: Sendable {
    let cloud: any WriterCloud
    let clock: AgentClock
    let logger: Logger

    /// Runs `work` while the lease is kept alive.
    func keeping<Result: Sendable>(
        _ delivery: Delivery, _ work: @Sendable @escaping () async throws -> Result
    ) async throws -> Result {
        let keeper = Task { await keep(delivery) }
        defer { keeper.cancel() }
        return try await work()
    }

    private func keep(_ delivery: Delivery) async {
        while !Task.isCancelled {
            let remaining = await delivery.lease.remaining(at: clock.sinceBoot())
            let length = await delivery.lease.length
            guard await !delivery.lease.isLost else { return }
            if remaining > length / 2 {
                guard (try? await clock.sleep(remaining - length / 2)) != nil else { return }
                continue
            }
            do {
                try await cloud.renew(delivery, declaring: nil)
            } catch {
                logger.debug("a lease was not renewed", metadata: ["error": "\(error)"])
                guard (try? await clock.sleep(.seconds(1))) != nil else { return }
            }
        }
    }
}
