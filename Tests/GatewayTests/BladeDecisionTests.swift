import Foundation
import Testing
import Writeback

@testable import Gateway

/// The one function that decides, row by row.
@Suite struct BladeDecisionTests {
    static let now = Date(timeIntervalSince1970: 1_800_000_000)

    /// An agent that reported a second ago and is asking for work; `change` makes it otherwise.
    static func agent(
        _ id: String = "a1", directory: String = "d1", conditions: [ActiveCondition] = [], report: Double? = 1,
        poll: Double? = 0, version: String = BuildVersion.text, keys: Int = 1, enrolledAgo: Double = 86400
    ) -> BladeFacts.Agent {
        let key = PublishedSealingKey(suite: .x25519, publicKey: Data(repeating: 1, count: 32), created: now)
        return BladeFacts.Agent(
            id: id, name: "host-\(id)", directory: directory, version: version, enrolledAt: now - enrolledAgo,
            report: HealthReport(
                iss: id, aud: "t", jti: "j", iat: 0, instance: "i", number: 1, journalGeneration: 1, version: version,
                conditions: conditions, servers: [],
                capabilities: .init(kind: "openldap", operations: [.reset], forceChange: true, assertion: false),
                policy: nil, sealingKeys: Array(repeating: key, count: keys),
                backlog: .init(inHand: 0, unreported: 0), lastProvenWrite: nil, lastSync: nil),
            lastSeen: report.map { now - $0 } ?? now - 300, ages: .init(report: report, poll: poll))
    }

    static func facts(
        _ agents: [BladeFacts.Agent], writeback: Bool = true, synced: Set<String> = ["d1"],
        directories: [String] = ["d1"], listening: Double = 3600, contradiction: BladeFacts.Contradiction? = nil
    ) -> BladeFacts {
        BladeFacts(
            writeback: writeback,
            directories: directories.map {
                .init(id: $0, createdAt: now - 86400, hasSyncedPeople: synced.contains($0))
            }, agents: agents, contradiction: contradiction, lastProven: nil, listening: listening, silentAfter: 40,
            now: now)
    }

    static func condition(_ code: Condition, ago: Double = 60) -> ActiveCondition {
        ActiveCondition(code, since: now - ago, arguments: ["server": "ldaps://d1"])
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var facts: BladeFacts
        var reasons: [Condition] = []
        var warnings: [Condition] = []
        var banner: BladeAnswer.Banner
        var states: [BladeAnswer.AgentState.State]
        var testDescription: String { name }
    }

    static let rows: [Row] = [
        Row(name: "all well", facts: facts([agent()]), banner: .up, states: [.working]),
        Row(
            name: "switched off", facts: facts([agent()], writeback: false), reasons: [.writebackNotEnabled],
            banner: .notEnabled, states: [.working]),
        Row(name: "nobody enrolled", facts: facts([]), reasons: [.noAgentEnrolled], banner: .notEnabled, states: []),
        Row(
            name: "switched off and nobody enrolled", facts: facts([], writeback: false),
            reasons: [.writebackNotEnabled, .noAgentEnrolled], banner: .notEnabled, states: []),
        Row(
            name: "no directory at all", facts: facts([], synced: [], directories: []), reasons: [.noAgentEnrolled],
            banner: .notEnabled, states: []),
        Row(
            name: "the gateway has just started", facts: facts([agent(report: nil, poll: nil)], listening: 3),
            reasons: [.cloudTrouble], banner: .cloudTrouble, states: [.unknown]),
        Row(
            name: "just started, and heard already", facts: facts([agent()], listening: 3), banner: .up,
            states: [.working]),
        Row(
            name: "one interval after the start", facts: facts([agent(report: nil, poll: nil)], listening: 15),
            reasons: [.agentSilent], banner: .cannotConnect, states: [.unknown]),
        Row(
            name: "enrolled after the start, never reported",
            facts: facts([agent(report: nil, poll: nil, enrolledAgo: 2)], listening: 10), reasons: [.agentSilent],
            banner: .cannotConnect, states: [.unknown]),
        Row(name: "quiet for 40 s", facts: facts([agent(report: 40)]), banner: .up, states: [.working]),
        Row(
            name: "silent for more", facts: facts([agent(report: 40.1)]), reasons: [.agentSilent],
            banner: .cannotConnect, states: [.silent]),
        Row(name: "asked 29 s ago", facts: facts([agent(poll: 29)]), banner: .up, states: [.working]),
        Row(
            name: "does not ask for work", facts: facts([agent(poll: 30)]), reasons: [.agentNotLeasing],
            banner: .cannotConnect, states: [.failing]),
        Row(
            name: "directory down explains not asking",
            facts: facts([agent(conditions: [condition(.directoryUnreachable)], poll: 300)]),
            reasons: [.directoryUnreachable], banner: .cannotConnect, states: [.failing]),
        Row(
            name: "root cause only",
            facts: facts([
                agent(conditions: [
                    condition(.syncFailed), condition(.directoryBaseMissing), condition(.directoryUnreachable),
                ])
            ]), reasons: [.directoryUnreachable], banner: .cannotConnect, states: [.failing]),
        Row(
            name: "bind refused", facts: facts([agent(conditions: [condition(.directoryBindRefused)])]),
            reasons: [.directoryBindRefused], banner: .misconfigured, states: [.failing]),
        Row(
            name: "switched off in the agent",
            facts: facts([agent(conditions: [condition(.writebackDisabledInAgent)])]),
            reasons: [.writebackDisabledInAgent], banner: .notEnabled, states: [.failing]),
        Row(
            name: "no key announced", facts: facts([agent(keys: 0)]), reasons: [.agentKeyUnknown],
            banner: .cannotConnect, states: [.failing]),
        Row(
            name: "a warning does not hide", facts: facts([agent(conditions: [condition(.syncFailed)])]),
            warnings: [.syncFailed], banner: .up, states: [.working]),
        Row(
            name: "two endings for one request",
            facts: facts(
                [agent()], contradiction: .init(request: "r", stands: .expired, reported: .written, at: now - 60)),
            warnings: [.endingContradicted], banner: .up, states: [.working]),
        Row(
            name: "not told before its patience is over",
            facts: facts([agent(conditions: [condition(.syncNever, ago: 29)])]), banner: .up, states: [.working]),
        Row(
            name: "one of two down", facts: facts([agent(), agent("a2", report: 100)]), warnings: [.agentSilent],
            banner: .up, states: [.working, .silent]),
        Row(
            name: "both down", facts: facts([agent(report: 100), agent("a2", report: 200)]),
            reasons: [.agentSilent, .agentSilent], banner: .cannotConnect, states: [.silent, .silent]),
        Row(
            name: "a second directory without people does not hide",
            facts: facts([agent()], directories: ["d1", "d2"]), warnings: [.noAgentEnrolled], banner: .up,
            states: [.working]),
        Row(
            name: "a second directory with people does",
            facts: facts([agent()], synced: ["d1", "d2"], directories: ["d1", "d2"]), reasons: [.noAgentEnrolled],
            banner: .notEnabled, states: [.working]),
        Row(
            name: "an older agent", facts: facts([agent(version: "0.0.9")]), banner: .upOutdated, states: [.working]),
    ]

    @Test(arguments: rows) func decides(row: Row) {
        let answer = BladeDecision.make(row.facts, language: .en)
        #expect(answer.reasons.map(\.code) == row.reasons)
        #expect(answer.warnings.map(\.code) == row.warnings)
        #expect(answer.decision == (row.reasons.isEmpty ? .shown : .hidden))
        #expect(answer.banner == row.banner)
        #expect(answer.agents.map(\.state) == row.states)
        for reason in answer.reasons + answer.warnings {
            #expect(!reason.title.isEmpty && !reason.remedy.isEmpty)
        }
    }

    @Test func aDirectoryIsHiddenByItself() {
        let facts = Self.facts([Self.agent()], synced: ["d1", "d2"], directories: ["d1", "d2"])
        #expect(BladeDecision.make(facts, language: .en).directories.map(\.decision) == [.shown, .hidden])
    }

    @Test func evidenceNamesTheAgentAndSinceIsTheTimeOfTheCause() throws {
        let answer = BladeDecision.make(Self.facts([Self.agent(report: 100)]), language: .ko)
        let reason = try #require(answer.reasons.first)
        #expect(reason.since == Self.now - 100)
        #expect(reason.evidence["agent"] == "host-a1")
        #expect(reason.evidence["silentSeconds"] == "100")
        #expect(reason.remedy.contains("host-a1"))
    }

    @Test(arguments: [
        ("0.1.0", "0.1.0", false), ("0.0.9", "0.1.0", true), ("0.10.0", "0.9.0", false), ("", "0.1.0", true),
    ])
    func versions(version: String, other: String, older: Bool) {
        #expect(BladeDecision.isOlder(version, than: other) == older)
    }
}
