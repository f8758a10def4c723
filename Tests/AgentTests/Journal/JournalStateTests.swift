import Testing
import Writeback

@testable import Agent

@Suite struct JournalStateTests {
    static let states: [JournalState?] = [
        nil, .leased, .writing, .unknown, .returned, .ended(.written), .reported(.written),
    ]
    static let events: [JournalState.Event] = [
        .delivered, .declared, .notSent, .answerLost, .givenBack, .ended(.tooShort), .reportSettled, .restarted,
    ]
    /// The whole table, in the order of `events`; nil is forbidden.
    static let table: [[JournalState?]] = [
        [.leased, nil, nil, nil, nil, nil, nil, nil],
        [.leased, .writing, nil, nil, .returned, .ended(.tooShort), nil, .returned],
        [.unknown, nil, .leased, .unknown, nil, .ended(.tooShort), nil, .unknown],
        [.unknown, .writing, nil, .unknown, .unknown, .ended(.tooShort), nil, .unknown],
        [.leased, nil, nil, nil, .returned, nil, nil, .returned],
        [.ended(.written), nil, nil, nil, nil, nil, .reported(.written), .ended(.written)],
        [.ended(.written), nil, nil, nil, nil, nil, .reported(.written), .reported(.written)],
    ]

    @Test func everyStepIsAsTheTableSays() {
        for (state, row) in zip(Self.states, Self.table) {
            for (event, expected) in zip(Self.events, row) {
                #expect(
                    (try? JournalState.after(event, from: state)) == expected, "\(String(describing: state)) \(event)")
            }
        }
    }

    @Test func theFirstEndingStands() {
        #expect(throws: JournalState.Forbidden.self) {
            try JournalState.after(.ended(.tooShort), from: .ended(.written))
        }
        #expect(throws: JournalState.Forbidden.self) { try JournalState.after(.declared, from: .reported(.written)) }
    }

    @Test func wordsReadBack() {
        for state in Self.states.compactMap(\.self) {
            #expect(JournalState(word: state.word, outcome: state.outcome) == state)
        }
        #expect(JournalState(word: "ended", outcome: nil) == nil)
        #expect(JournalState(word: "leased", outcome: .written) == nil)
        #expect(JournalState(word: "other", outcome: nil) == nil)
    }
}
