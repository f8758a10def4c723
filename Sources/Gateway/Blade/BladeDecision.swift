import Foundation
import Writeback

/// Whether the blade is shown, and why not: one pure function.
enum BladeDecision {
    /// An agent and everything that is told about it.
    struct Judged: Sendable, Hashable {
        var agent: BladeFacts.Agent
        var state: BladeAnswer.AgentState.State
        var conditions: [ActiveCondition]

        var canWrite: Bool { !conditions.contains { $0.code.blocksWriting } }
    }

    /// The answer for `facts`. `since` stays empty: it follows from the history of decisions, not from the facts.
    static func make(_ facts: BladeFacts, language: Language) -> BladeAnswer {
        let judged = facts.agents.map { judge($0, facts) }
        var reasons: [ActiveCondition] = []
        var warnings: [ActiveCondition] = []
        if !facts.writeback { reasons.append(ActiveCondition(.writebackNotEnabled, since: facts.now)) }
        let decisive = facts.directories.contains(where: \.hasSyncedPeople)
        var states: [BladeAnswer.DirectoryState] = []
        for directory in facts.directories {
            let own = judged.filter { $0.agent.directory == directory.id }
            let writable = own.contains(where: \.canWrite)
            states.append(.init(id: directory.id, decision: writable && facts.writeback ? .shown : .hidden))
            // Nobody's password waits for a directory without people, unless there is no other.
            let matters = directory.hasSyncedPeople || !decisive
            let blocking = own.isEmpty ? [noAgent(directory)] : own.flatMap(blocking(of:))
            if !writable && matters { reasons += blocking } else { warnings += blocking }
            warnings += own.flatMap { judged in judged.conditions.filter { !$0.code.blocksWriting } }
        }
        if facts.directories.isEmpty { reasons.append(ActiveCondition(.noAgentEnrolled, since: facts.now)) }
        if let contradiction = facts.contradiction { warnings.append(ActiveCondition(contradiction)) }
        reasons = ordered(reasons)
        return BladeAnswer(
            decision: reasons.isEmpty ? .shown : .hidden, banner: banner(reasons, judged), since: nil,
            lastProven: lastProven(facts), reasons: reasons.map { reason($0, facts, language) },
            warnings: ordered(warnings).map { reason($0, facts, language) }, directories: states,
            agents: judged.map { state(of: $0, language) })
    }

    private static func blocking(of judged: Judged) -> [ActiveCondition] {
        judged.conditions.filter(\.code.blocksWriting)
    }

    private static func noAgent(_ directory: BladeFacts.Directory) -> ActiveCondition {
        ActiveCondition(.noAgentEnrolled, since: directory.createdAt, arguments: ["directory": directory.id])
    }

    /// The tenant's own switch first, then what was there first.
    private static func ordered(_ conditions: [ActiveCondition]) -> [ActiveCondition] {
        func rank(_ condition: ActiveCondition) -> Int {
            switch condition.code {
            case .writebackNotEnabled: 0
            case .noAgentEnrolled: 1
            case .cloudTrouble: 2
            default: 3
            }
        }
        return conditions.enumerated().sorted { first, second in
            let ranks = (rank(first.element), rank(second.element))
            if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
            // Conditions of one agent come ordered, the root cause first; the sort must keep that.
            return first.offset < second.offset
        }.map(\.element)
    }

    private static func reason(_ condition: ActiveCondition, _ facts: BladeFacts, _ language: Language)
        -> BladeAnswer.Reason
    {
        var reason = BladeAnswer.Reason(condition, in: language)
        // Since when the tenant's switch is off is not recorded; better nothing than a made-up time.
        if condition.code == .writebackNotEnabled { reason.since = nil }
        return reason
    }

    private static func state(of judged: Judged, _ language: Language) -> BladeAnswer.AgentState {
        BladeAnswer.AgentState(
            id: judged.agent.id, name: judged.agent.name, directory: judged.agent.directory,
            version: judged.agent.report?.version, state: judged.state, lastSeen: judged.agent.lastSeen,
            conditions: judged.conditions.map { .init($0, in: language) })
    }

    private static func lastProven(_ facts: BladeFacts) -> Date? {
        (facts.agents.compactMap { $0.report?.lastProvenWrite } + [facts.lastProven].compactMap { $0 }).max()
    }
}
