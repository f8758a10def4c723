import Foundation
import Writeback

/// Which conditions hold, since when, with which particulars.
struct ConditionTracker: Hashable, Sendable {
    private var active: [Condition: ActiveCondition] = [:]

    /// What one look found.
    struct Finding: Hashable, Sendable {
        var code: Condition
        var arguments: [String: String]

        init(_ code: Condition, _ arguments: [String: String] = [:]) {
            self.code = code
            self.arguments = arguments
        }
    }

    /// Every condition that holds.
    var all: [ActiveCondition] { active.values.sorted { ($0.since, $0.code.rawValue) < ($1.since, $1.code.rawValue) } }

    func holds(_ code: Condition) -> Bool { active[code] != nil }

    /// What keeps the agent from writing; `except` names what the question is not about.
    func blocking(except: Set<Condition> = []) -> [ActiveCondition] {
        all.filter { $0.code.blocksWriting && !except.contains($0.code) }
    }

    /// A condition holds. One that held already keeps its time, and gets the new particulars.
    ///
    /// - Returns: whether it is new.
    @discardableResult
    mutating func begin(_ finding: Finding, at now: Date) -> Bool {
        let isNew = active[finding.code] == nil
        active[finding.code] = ActiveCondition(
            finding.code, since: active[finding.code]?.since ?? now, arguments: finding.arguments)
        return isNew
    }

    /// A condition no longer holds.
    ///
    /// - Returns: whether it held.
    @discardableResult
    mutating func end(_ code: Condition) -> Bool { active.removeValue(forKey: code) != nil }

    /// Takes the result of one round: what it looked at and did not find is over; what it could not look at, because
    /// something before it failed, stays as it was.
    ///
    /// - Returns: whether anything began or ended.
    @discardableResult
    mutating func take(found: [Finding], lookedAt: Set<Condition>, at now: Date) -> Bool {
        var changed = false
        for finding in found { changed = begin(finding, at: now) || changed }
        for code in lookedAt.subtracting(found.map(\.code)) { changed = end(code) || changed }
        return changed
    }
}
