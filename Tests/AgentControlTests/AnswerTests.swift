import Foundation
import Testing
import Writeback

@testable import AgentControl

@Suite struct AnswerTests {
    static let now = Date(timeIntervalSince1970: 1_790_000_000)

    static func status(
        _ decision: BladeAnswer.Decision = .shown, conditions: [ActiveCondition] = [], reasons: [ActiveCondition] = []
    ) -> StatusAnswer {
        StatusAnswer(
            version: "0.1.0", state: .running,
            agent: .init(
                id: "a", tenant: "t", directory: "d", gateway: "https://g", instance: "i", startedAt: now,
                fingerprint: "f"),
            blade: BladeAnswer(
                decision: decision, banner: .up, since: nil, lastProven: nil,
                reasons: reasons.map { .init($0, in: .en) }, warnings: [], directories: [], agents: []),
            bladeSource: .gateway, conditions: conditions.map { ConditionLine($0, in: .en) },
            servers: [.init(url: "ldaps://s:636", state: .working)], backlog: .init(inHand: 0, unreported: 0),
            lastProvenWrite: nil, lastSync: nil, nextBindTry: nil, endings: [])
    }

    @Test func exitCodesFollowWhatIsWrong() {
        #expect(Self.status().severity == .ok)
        #expect(Self.status(conditions: [.init(.syncFailed, since: Self.now)]).severity == .warning)
        #expect(Self.status(conditions: [.init(.directoryUnreachable, since: Self.now)]).severity == .critical)
        #expect(Self.status(.hidden).severity == .critical)
    }

    @Test func ownTroubleComesFirstAndOnce() throws {
        let unreachable = ActiveCondition(.directoryUnreachable, since: Self.now, arguments: ["evidence": "refused"])
        let silent = ActiveCondition(.agentSilent, since: Self.now)
        let lines = Self.status(.hidden, conditions: [unreachable], reasons: [silent, unreachable]).lines
        let first = try #require(lines.firstIndex { $0.contains("directory-unreachable") })
        let second = try #require(lines.firstIndex { $0.contains("agent-silent") })
        #expect(first < second)
        #expect(lines.filter { $0.contains("directory-unreachable") }.count == 1)
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= 80 })
    }

    @Test func theJSONReadsBack() throws {
        let status = Self.status(.hidden, conditions: [.init(.directoryUnreachable, since: Self.now)])
        #expect(try WireJSON.decode(StatusAnswer.self, from: try WireJSON.encode(status)) == status)
    }

    @Test func aCheckThatWasNotRunIsNoSuccess() {
        func check(_ status: CheckResult.Status, _ code: String = "ok") -> CheckResult {
            CheckResult(name: "n", status: status, code: code, milliseconds: 0, evidence: [:], action: "")
        }
        let verdict = CheckReport.Verdict(code: "", family: "", title: "", remedy: "")
        #expect(CheckReport(verdict: verdict, checks: [check(.pass)]).severity == .ok)
        #expect(CheckReport(verdict: verdict, checks: [check(.pass), check(.unknown)]).severity == .unknown)
        #expect(CheckReport(verdict: verdict, checks: [check(.fail, "sync-failed")]).severity == .warning)
        #expect(CheckReport(verdict: verdict, checks: [check(.fail, "directory-unreachable")]).severity == .critical)
        #expect(CheckReport(verdict: verdict, checks: []).severity == .unknown)
    }

    @Test func targetsAreReadFromWords() {
        #expect(DiagnoseTarget(words: []) == .all)
        #expect(DiagnoseTarget(words: ["user", "a@b"]) == .user("a@b"))
        #expect(DiagnoseTarget(words: ["user"]) == nil)
        #expect(DiagnoseTarget(words: ["nonsense"]) == nil)
        #expect(DiagnoseTarget(words: DiagnoseTarget.request("1").words) == .request("1"))
    }

    @Test func whoDoesNotRunIsNamedInOneSentence() async {
        let client = ControlClient(socket: "/nowhere/control.sock")
        await #expect(throws: ControlFailure.notRunning(socket: "/nowhere/control.sock")) { try await client.status() }
        await client.shutdown()
    }
}
