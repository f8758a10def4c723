import Foundation
import Testing
import Writeback

@Suite struct ConditionTests {
    private func active(_ code: Condition, since seconds: Double = 0) -> ActiveCondition {
        ActiveCondition(code, since: Samples.time.addingTimeInterval(seconds))
    }

    private func visible(_ conditions: [ActiveCondition], after seconds: Double) -> [Condition] {
        conditions.visible(at: Samples.time.addingTimeInterval(seconds)).map(\.code)
    }

    @Test func aCauseSilencesWhatFollowsFromIt() {
        let all = [active(.syncFailed), active(.directoryBaseMissing), active(.directoryUnreachable, since: 5)]
        #expect(visible(all, after: 60) == [.directoryUnreachable])
    }

    @Test func patienceComesFirst() {
        #expect(visible([active(.syncNever)], after: 29) == [])
        #expect(visible([active(.syncNever)], after: 30) == [.syncNever])
    }

    @Test func whatBlocksWritingComesBeforeWarningsAndTheOlderBeforeTheYounger() {
        let all = [active(.messageIDReused), active(.journalUnwritable, since: 2), active(.clockSkew, since: 1)]
        #expect(visible(all, after: 60) == [.clockSkew, .journalUnwritable, .messageIDReused])
    }

    @Test func noConditionExplainsItself() {
        for condition in Condition.allCases {
            var seen: Set<Condition> = []
            var next = condition.dependsOn
            while !next.isEmpty {
                seen.formUnion(next)
                next = Set(next.flatMap(\.dependsOn)).subtracting(seen)
            }
            #expect(!seen.contains(condition), "\(condition.rawValue) depends on itself")
        }
    }
}
