import Foundation
import Synchronization

@testable import Agent

/// A clock that moves only when somebody waits for it, or when told to.
final class ManualClock: Sendable {
    private let state: Mutex<(now: Date, boot: Duration)>

    init(_ now: Date = Date(timeIntervalSince1970: 1_790_000_000)) { state = Mutex((now, .seconds(1000))) }

    var now: Date { state.withLock(\.now) }
    var sinceBoot: Duration { state.withLock(\.boot) }

    func advance(_ duration: Duration) {
        state.withLock {
            $0.now += duration.seconds
            $0.boot += duration
        }
    }

    var clock: AgentClock {
        AgentClock(
            now: { self.now }, sinceBoot: { self.sinceBoot },
            sleep: { duration in
                try Task.checkCancellation()
                self.advance(duration)
                await Task.yield()
            })
    }
}
