import Foundation
import Testing

@testable import Gateway

/// The queue's decisions, as values.
@Suite struct MessageTests {
    static let start = Date(timeIntervalSince1970: 1_800_000_000)
    static let limits = QueueLimits(lease: 30, handOver: 10)

    private func message(
        _ number: Int64, session: String = "ada", keys: Set<String> = ["k1"], declared: Bool = false,
        lock: Message.Lock? = nil
    ) -> Message {
        Message(
            number: number, request: "r\(number)", session: session, keyIDs: keys, enqueuedAt: Self.start,
            expiresAt: Self.start + 600, deliveryCount: 0, declared: declared, lock: lock)
    }

    private func lock(until seconds: Double, agent: String = "a1") -> Message.Lock {
        Message.Lock(token: "t", agent: agent, until: Self.start + seconds)
    }

    private func decide(_ messages: [Message], keys: Set<String> = ["k1"], at seconds: Double = 0) -> LeaseDecision {
        LeaseDecision.make(
            from: messages, agent: "a1", keyIDs: keys, token: "new", now: Self.start + seconds, limits: Self.limits)
    }

    private func number(_ decision: LeaseDecision) -> Int64? {
        if case .hand(let message, _) = decision { message.number } else { nil }
    }

    @Test func theFirstIsHandedOutWithALease() {
        let decision = decide([message(1), message(2, session: "bob")])
        #expect(decision == .hand(message(1), lock: .init(token: "new", agent: "a1", until: Self.start + 30)))
    }

    @Test func anEmptyQueueHasNothing() { #expect(decide([]) == .nothing(until: nil)) }

    @Test func onlyToWhoHoldsAKey() {
        #expect(number(decide([message(1, keys: ["k2"]), message(2, session: "bob")])) == 2)
        #expect(decide([message(1, keys: ["k2"])]) == .nothing(until: nil))
        #expect(number(decide([message(1, keys: [])])) == 1, "an unlock has no password, and is for anybody")
    }

    @Test func oneAtATimeForEachPerson() {
        let leased = message(1, lock: lock(until: 30))
        #expect(decide([leased, message(2)]) == .nothing(until: Self.start + 30))
        #expect(number(decide([leased, message(2), message(3, session: "bob")])) == 3)
        #expect(number(decide([message(1, keys: ["k2"]), message(2)])) == nil, "a later one does not overtake")
    }

    @Test func anUndeclaredLeaseThatLapsedIsHandedOnAtOnce() {
        #expect(number(decide([message(1, lock: lock(until: 30))], at: 30)) == 1)
    }

    @Test func aDeclaredLeaseThatLapsedRestsForOneOperationLimit() {
        let lapsed = message(1, declared: true, lock: lock(until: 30))
        #expect(decide([lapsed], at: 39) == .nothing(until: Self.start + 40))
        #expect(number(decide([lapsed], at: 40)) == 1)
    }

    @Test func whatExpiredIsHandedToNobodyUnlessItWasDeclared() {
        #expect(decide([message(1)], at: 600) == .nothing(until: nil))
        #expect(number(decide([message(1, declared: true)], at: 700)) == 1, "somebody has to look what became of it")
    }

    @Test(arguments: [
        (nil as Message.Lock?, false, 0.0, false, RenewalDecision.lost),
        (Message.Lock(token: "x", agent: "a1", until: start + 30), false, 0, false, .lost),
        (Message.Lock(token: "t", agent: "a2", until: start + 30), false, 0, false, .lost),
        (Message.Lock(token: "t", agent: "a1", until: start + 30), false, 30, false, .lost),
        (Message.Lock(token: "t", agent: "a1", until: start + 30), false, 29, true, .renewed(until: start + 59)),
        (Message.Lock(token: "t", agent: "a1", until: start + 630), false, 600, true, .lost),
        (Message.Lock(token: "t", agent: "a1", until: start + 630), true, 600, true, .tooLateToDeclare),
        (Message.Lock(token: "t", agent: "a1", until: start + 630), true, 600, false, .renewed(until: start + 630)),
    ])
    func renewals(lock: Message.Lock?, declared: Bool, at seconds: Double, declares: Bool, expected: RenewalDecision) {
        let decision = RenewalDecision.make(
            message(1, declared: declared, lock: lock), token: "t", agent: "a1", declares: declares,
            now: Self.start + seconds, limits: Self.limits)
        #expect(decision == expected)
    }

    @Test func aMessageThatIsGoneCannotBeRenewed() {
        let decision = RenewalDecision.make(
            nil, token: "t", agent: "a1", declares: false, now: Self.start, limits: Self.limits)
        #expect(decision == .lost)
    }

    @Test(arguments: [
        (false, 599.0, nil as String?), (false, 600, "expired"), (true, 600, nil), (true, 1199, nil),
        (true, 1200, "unconfirmed"),
    ])
    func endingsByTime(declared: Bool, at seconds: Double, outcome: String?) {
        var record = RequestRecord(
            id: "r", tenant: "t", directory: "d", person: "p", upn: "u", anchor: "a", operation: .reset, origin: .graph,
            initiatorID: "", initiatorName: "", initiatorRole: "", sequence: 1, acceptedAt: Self.start,
            expiresAt: Self.start + 600, lastActionAt: Self.start, declared: declared)
        #expect(Deadline.ending(record, at: Self.start + seconds)?.rawValue == outcome)
        record.outcome = .written
        #expect(Deadline.ending(record, at: Self.start + seconds) == nil, "the first ending stands")
    }
}
