import Foundation
import Logging
import Writeback

/// Reports how the agent is: every 15 seconds, and at once when something changed, though not more often than twice a
/// second.
struct Heartbeat: Sendable {
    static let interval: Duration = .seconds(HealthReport.intervalSeconds)
    static let shortest: Duration = .milliseconds(500)
    let link: GatewayLink
    let health: AgentHealth
    let journal: Journal
    let instance: String
    let clock: AgentClock
    let logger: Logger

    /// Runs until cancelled.
    func run() async {
        var number = 0
        while !Task.isCancelled {
            let changes = await health.changes()
            number += 1
            let begun = clock.sinceBoot()
            let isSent = await beat(number)
            // A change that came while the report was made is in `changes` already.
            let pause = isSent ? Self.interval : RetryPause.length()
            try? await clock.sleep(Self.shortest)
            await wait(Self.rest(of: pause, since: begun, at: clock.sinceBoot()), orFor: isSent ? changes : nil)
        }
    }

    /// What is left of a pause: until a moment, not for a while, so that an agent that was frozen reports at once.
    static func rest(of pause: Duration, since begun: Duration, at now: Duration) -> Duration {
        max(.zero, begun + pause - now)
    }

    private func wait(_ pause: Duration, orFor changes: AsyncStream<Void>?) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await clock.sleep(pause) }
            if let changes {
                group.addTask {
                    for await _ in changes { return }
                }
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func beat(_ number: Int) async -> Bool {
        do {
            try await link.report(try await report(number))
            await health.reported(at: clock.now())
            return true
        } catch {
            if !Task.isCancelled { logger.debug("a health report was not accepted", metadata: ["error": "\(error)"]) }
            return false
        }
    }

    private func report(_ number: Int) async throws -> HealthReport {
        let now = clock.now()
        return HealthReport(
            iss: link.identity.record.agentID, aud: link.identity.record.tenant, jti: UUID().uuidString.lowercased(),
            iat: Int(now.timeIntervalSince1970), instance: instance, number: number,
            journalGeneration: journal.generation, version: BuildVersion.text, conditions: await health.tracker.all,
            servers: await health.servers, capabilities: await health.capabilities, policy: await health.policy,
            sealingKeys: link.identity.sealingKeys.map(\.published), backlog: try await journal.backlog(),
            lastProvenWrite: await health.lastProvenWrite, lastSync: await health.lastSync)
    }
}
