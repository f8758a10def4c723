import Foundation
import Logging
import ServiceLifecycle

/// Looks at every tenant's blade once a second, so that what time alone changes is written down when it happens.
struct BladeWatch: Service, CustomStringConvertible {
    let history: BladeHistory
    let presence: Presence
    let time: any Timekeeper
    let logger: Logger

    /// What the log calls it.
    var description: String { "BladeWatch" }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await time.sleep(until: time.now.addingTimeInterval(1))) != nil {
                presence.pulse(at: time.monotonic)
                do {
                    try await history.recordAll()
                } catch is CancellationError {
                    return
                } catch {
                    logger.warning("the blade could not be looked at", metadata: ["error": "\(error)"])
                }
            }
        }
    }
}
