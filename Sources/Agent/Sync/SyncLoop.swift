import Logging
import Writeback

/// Syncs at start and then every so often.
struct SyncLoop: Sendable {
    let sync: PeopleSync
    let health: AgentHealth
    let interval: Duration
    let clock: AgentClock
    let logger: Logger

    /// Runs until cancelled.
    func run() async {
        await health.begin(.syncNever)
        while !Task.isCancelled {
            await health.untilMayLease()
            if Task.isCancelled { return }
            let pause: Duration
            do {
                let outcome = try await sync.run()
                await health.synced(outcome.report)
                await health.end(.syncNever)
                if outcome.troubles.isEmpty {
                    await health.end(.syncFailed)
                } else {
                    await health.begin(
                        .syncFailed,
                        ["evidence": outcome.troubles.joined(separator: "; "), "failed": String(outcome.report.failed)])
                }
                logger.info(
                    "a sync ended",
                    metadata: [
                        "people": "\(outcome.report.people)", "sent": "\(outcome.report.sent)",
                        "failed": "\(outcome.report.failed)",
                    ])
                pause = interval
            } catch {
                if Task.isCancelled { return }
                logger.warning("a sync failed", metadata: ["error": "\(error)"])
                await health.begin(.syncFailed, ["evidence": "\(error)"])
                pause = min(interval, RetryPause.length())
            }
            try? await clock.sleep(pause)
        }
    }
}
