import Logging
import ServiceLifecycle

/// Removes the last traces of ended requests from the write-ahead log, soon after each ending.
struct Eraser: Service, CustomStringConvertible {
    let store: Store
    let bells: Bells
    let time: any Timekeeper
    let logger: Logger

    /// What the log calls it.
    var description: String { "Eraser" }

    /// How long to wait before the next try while somebody reads.
    private static let pause = 0.25

    func run() async throws {
        let listener = bells.listen(to: .erasure)
        defer { listener.stop() }
        await cancelWhenGracefulShutdown {
            // At start there may be an ending whose traces the last process did not come to remove.
            repeat {
                while await !truncated() {
                    guard (try? await time.sleep(until: time.now.addingTimeInterval(Self.pause))) != nil else { return }
                }
            } while await listener.next()
        }
        _ = await truncated()
    }

    private func truncated() async -> Bool {
        do {
            return try await store.truncateLog()
        } catch {
            logger.warning("the write-ahead log was not truncated", metadata: ["error": "\(error)"])
            return false
        }
    }
}
