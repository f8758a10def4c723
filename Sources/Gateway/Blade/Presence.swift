import Foundation
import Synchronization

/// Who was heard when, on the monotonic clock. Kept in memory: after a start nobody has been heard yet, and saying so is
/// the truth.
final class Presence: Sendable {
    /// One poll that is going on.
    struct Poll: Sendable, Hashable {
        fileprivate let agent: String
    }

    private struct Trace: Sendable {
        var firstReport: Double?
        var lastReport: Double?
        var pollsGoingOn = 0
        var lastPoll: Double?
    }

    private struct State: Sendable {
        /// When the gateway began to listen, or listened again after a pause.
        var listeningSince: Double
        var lastPulse: Double
        var traces: [String: Trace] = [:]
    }

    /// A gap between two pulses of more than this many seconds means that the gateway itself stood still.
    static let longestGap: Double = 5

    private let state: Mutex<State>

    init(startedAt monotonic: Double) {
        state = Mutex(State(listeningSince: monotonic, lastPulse: monotonic))
    }

    /// Notices a pause of the whole process (SIGSTOP, a suspended machine): what agents did meanwhile is not known, so
    /// everybody gets the time to report that they get after a start.
    func pulse(at monotonic: Double) {
        state.withLock { Self.pulse(&$0, monotonic) }
    }

    private static func pulse(_ state: inout State, _ monotonic: Double) {
        if monotonic - state.lastPulse > longestGap {
            state.listeningSince = monotonic
            for (agent, trace) in state.traces {
                state.traces[agent] = Trace(pollsGoingOn: trace.pollsGoingOn)
            }
        }
        state.lastPulse = monotonic
    }

    func reported(agent: String, at monotonic: Double) {
        state.withLock { state in
            Self.pulse(&state, monotonic)
            var trace = state.traces[agent] ?? Trace()
            trace.firstReport = trace.firstReport ?? monotonic
            trace.lastReport = monotonic
            state.traces[agent] = trace
        }
    }

    func pollBegan(agent: String, at monotonic: Double) -> Poll {
        state.withLock { state in
            Self.pulse(&state, monotonic)
            state.traces[agent, default: Trace()].pollsGoingOn += 1
        }
        return Poll(agent: agent)
    }

    func pollEnded(_ poll: Poll, at monotonic: Double) {
        state.withLock { state in
            state.traces[poll.agent]?.pollsGoingOn -= 1
            state.traces[poll.agent]?.lastPoll = monotonic
        }
    }

    /// Who renews a lease is at work, even if no poll goes on meanwhile.
    func worked(agent: String, at monotonic: Double) {
        state.withLock { state in
            Self.pulse(&state, monotonic)
            state.traces[agent, default: Trace()].lastPoll = monotonic
        }
    }

    /// What the blade has to know of an agent, as ages in seconds.
    struct Ages: Sendable, Hashable {
        /// Since the last report; `nil` if none came since the gateway listens.
        var report: Double?
        /// Since the agent last asked for work, or since it first reported if it never asked; 0 while it asks.
        var poll: Double?
    }

    func ages(of agent: String, at monotonic: Double) -> Ages {
        state.withLock { state in
            Self.pulse(&state, monotonic)
            guard let trace = state.traces[agent] else { return Ages(report: nil, poll: nil) }
            let poll: Double? = trace.pollsGoingOn > 0 ? monotonic : (trace.lastPoll ?? trace.firstReport)
            return Ages(report: trace.lastReport.map { monotonic - $0 }, poll: poll.map { monotonic - $0 })
        }
    }

    /// For how many seconds the gateway has listened without a break.
    func listening(at monotonic: Double) -> Double {
        state.withLock { state in
            Self.pulse(&state, monotonic)
            return monotonic - state.listeningSince
        }
    }
}
