import Writeback

/// Where one request is in its life, here. See `Journal.md`.
enum JournalState: Hashable, Sendable {
    /// A lease is held; nothing was sent to the directory.
    case leased
    /// A write was declared, and may have been sent.
    case writing
    /// A write may have been sent, and nobody here knows what became of it.
    case unknown
    /// The lease was given back, or ran out; nothing was sent. Waits for redelivery.
    case returned
    /// It ended; the gateway has not accepted the report yet.
    case ended(Outcome)
    /// It ended, and the gateway knows.
    case reported(Outcome)

    /// What can happen to a request.
    enum Event: Hashable, Sendable {
        /// The cloud handed it out, for the first time or again.
        case delivered
        /// About to write; the declaration is being made.
        case declared
        /// The write certainly did not leave this machine.
        case notSent
        /// The write left, and no answer came.
        case answerLost
        /// The message goes back to the cloud.
        case givenBack
        /// The outcome is known.
        case ended(Outcome)
        /// The gateway accepted the report, or will never accept it.
        case reportSettled
        /// This agent starts again over what an earlier instance left.
        case restarted
    }

    /// A step that must never happen; seeing one is a fault of this program, so the step is refused, not repaired.
    struct Forbidden: Error, Hashable, Sendable, CustomStringConvertible {
        let state: JournalState?
        let event: Event
        var description: String { "a request in state \(state.map(\.word) ?? "none") cannot take the step \(event)" }
    }

    /// The state after an event; `nil` as the state before is a request that the journal does not know.
    ///
    /// - Throws: `Forbidden`.
    static func after(_ event: Event, from state: JournalState?) throws(Forbidden) -> JournalState {
        switch (state, event) {
        case (nil, .delivered), (.leased, .delivered), (.returned, .delivered): .leased
        // Unknown stays unknown until somebody has looked: a new lease tells nothing about the old write.
        case (.unknown, .delivered), (.writing, .delivered): .unknown
        // The stored ending is sent again.
        case (.ended(let outcome), .delivered), (.reported(let outcome), .delivered): .ended(outcome)

        case (.leased, .declared), (.unknown, .declared): .writing
        case (.writing, .notSent): .leased
        case (.writing, .answerLost), (.unknown, .answerLost): .unknown

        case (.leased, .givenBack), (.returned, .givenBack): .returned
        case (.unknown, .givenBack): .unknown

        case (.leased, .ended(let outcome)), (.writing, .ended(let outcome)), (.unknown, .ended(let outcome)):
            .ended(outcome)
        case (.ended(let outcome), .reportSettled), (.reported(let outcome), .reportSettled): .reported(outcome)

        case (.leased, .restarted), (.returned, .restarted): .returned
        case (.writing, .restarted), (.unknown, .restarted): .unknown
        case (.ended(let outcome), .restarted): .ended(outcome)
        case (.reported(let outcome), .restarted): .reported(outcome)

        // Forbidden, each with the harm it would do.
        // What the journal never saw delivered it must not write, end or report.
        case (nil, _): throw Forbidden(state: state, event: event)
        // Without a declaration nothing may be sent, so nothing can be lost or unsent.
        case (.leased, .notSent), (.leased, .answerLost): throw Forbidden(state: state, event: event)
        // Two writes at once, or a write given back as if it had not happened.
        case (.writing, .declared), (.writing, .givenBack): throw Forbidden(state: state, event: event)
        // "Not sent" cannot be learned afterwards from this side; looking is what resolves unknown.
        case (.unknown, .notSent): throw Forbidden(state: state, event: event)
        // Without a lease there is no right to write, and nothing to end.
        case (.returned, .declared), (.returned, .notSent), (.returned, .answerLost), (.returned, .ended):
            throw Forbidden(state: state, event: event)
        // A report without an ending.
        case (.leased, .reportSettled), (.writing, .reportSettled), (.unknown, .reportSettled),
            (.returned, .reportSettled):
            throw Forbidden(state: state, event: event)
        // The first ending stands.
        case (.ended, _), (.reported, _): throw Forbidden(state: state, event: event)
        }
    }

    /// The word in the database and on the control socket.
    var word: String {
        switch self {
        case .leased: "leased"
        case .writing: "writing"
        case .unknown: "unknown"
        case .returned: "returned"
        case .ended: "ended"
        case .reported: "reported"
        }
    }

    /// The outcome, once there is one.
    var outcome: Outcome? {
        switch self {
        case .ended(let outcome), .reported(let outcome): outcome
        case .leased, .writing, .unknown, .returned: nil
        }
    }

    /// Reads word and outcome back; `nil` if they do not belong together.
    init?(word: String, outcome: Outcome?) {
        switch (word, outcome) {
        case ("leased", nil): self = .leased
        case ("writing", nil): self = .writing
        case ("unknown", nil): self = .unknown
        case ("returned", nil): self = .returned
        case ("ended", let outcome?): self = .ended(outcome)
        case ("reported", let outcome?): self = .reported(outcome)
        default: return nil
        }
    }
}
