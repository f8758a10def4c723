import AgentControl
import Directory
import Foundation
import LDAP
import Writeback

/// Runs the checks that were asked for, and says what they come to. The same code before start, while running, on
/// request.
struct Diagnosis: Sendable {
    let configuration: AgentConfiguration
    let probe: DirectoryProbe
    let account: ServiceAccount
    /// Missing while the agent is not enrolled.
    let gateway: GatewayProbe
    let link: GatewayLink?
    let enrolment: CheckResult
    let journal: Journal?
    let clock: AgentClock

    /// - Parameter progress: hears of each check as it ends.
    func run(
        _ target: DiagnoseTarget, in language: Language, progress: @Sendable (CheckResult) -> Void
    ) async -> CheckReport {
        var checks: [CheckResult] = []
        func add(_ more: [CheckResult]) {
            for check in more.map({ $0.said(in: language) }) {
                checks.append(check)
                progress(check)
            }
        }
        switch target {
        case .all:
            add([enrolment])
            add(await probe.round().checks)
            add(await gateway.checks())
            add([await blade(in: language)])
        case .directory: add(await probe.round().checks)
        case .cloud:
            add([enrolment])
            add(await gateway.checks())
        case .blade: add([await blade(in: language)])
        case .user(let upn):
            let round = await probe.round()
            add(round.checks)
            add(await user(upn, canLook: round.isComplete))
        case .request(let id): add([await request(id, in: language)])
        }
        return CheckReport(verdict: Verdict.of(checks, at: clock.now(), in: language), checks: checks)
    }

    private func blade(in language: Language) async -> CheckResult {
        guard let link else { return .skipped("blade") }
        let start = clock.sinceBoot()
        do {
            let answer = try await link.blade(in: language)
            let milliseconds = (clock.sinceBoot() - start).milliseconds
            guard let reason = answer.reasons.first else {
                return .passed("blade", milliseconds: milliseconds, evidence: ["decision": answer.decision.rawValue])
            }
            return CheckResult(
                name: "blade", status: .fail, code: reason.code.rawValue, milliseconds: milliseconds,
                evidence: reason.evidence, action: reason.remedy)
        } catch {
            return CheckResult(
                name: "blade", status: .unknown, code: "unknown",
                milliseconds: (clock.sinceBoot() - start).milliseconds,
                evidence: ["evidence": "\(error)"], action: "")
        }
    }

    private func user(_ upn: String, canLook: Bool) async -> [CheckResult] {
        guard canLook, case .bound(let session) = await account.arrive() else { return [.skipped("user")] }
        let start = clock.sinceBoot()
        let result = await find(upn, session, start)
        await session.close()
        return result
    }

    private func find(_ upn: String, _ session: DirectorySession, _ start: Duration) async -> [CheckResult] {
        let mapping = PersonMapping(base: configuration.directory.settings.base)
        func milliseconds() -> Int { (clock.sinceBoot() - start).milliseconds }
        func failed(_ outcome: Outcome, _ evidence: [String: String]) -> [CheckResult] {
            [
                CheckResult(
                    name: "user", status: .fail, code: outcome.rawValue, milliseconds: milliseconds(),
                    evidence: evidence,
                    action: outcome.remedy(in: .en))
            ]
        }
        do {
            for try await page in session.people() {
                guard
                    let person = page.people.first(where: {
                        mapping.user($0)?.userName.lowercased() == upn.lowercased()
                    })
                else { continue }
                let lookup = await session.account(person.anchor)
                if let ending = Ending(lookup, server: session.serverName) {
                    return failed(ending.outcome, ["dn": person.dn.text, "evidence": ending.diagnostic ?? ""])
                }
                guard case .found(let found) = lookup else { break }
                if found.lock == .byAdministrator { return failed(.accountDisabled, ["dn": found.dn.text]) }
                let evidence = ["dn": found.dn.text, "anchor": found.anchor.text, "marker": found.marker.text]
                return [.passed("user", milliseconds: milliseconds(), evidence: evidence)]
            }
            return failed(.notFound, ["upn": upn])
        } catch {
            return [
                CheckResult(
                    name: "user", status: .unknown, code: "unknown", milliseconds: milliseconds(),
                    evidence: ["evidence": "\(error)"], action: "")
            ]
        }
    }

    private func request(_ id: String, in language: Language) async -> CheckResult {
        func result(_ status: CheckResult.Status, _ code: String, _ evidence: [String: String], _ action: String)
            -> CheckResult
        {
            CheckResult(
                name: "request", status: status, code: code, milliseconds: 0, evidence: evidence, action: action)
        }
        guard let journal else {
            return result(
                .unknown, "unknown", ["request": id], "Ask the running agent: writebackctl diagnose request \(id)")
        }
        guard let row = try? await journal.row(id) else {
            return result(
                .unknown, "unknown", ["request": id], "Look at the operation in the cloud: this agent never saw it.")
        }
        var evidence = ["request": id, "state": row.state, "upn": row.upn, "attempts": String(row.attempts)]
        evidence["diagnostic"] = row.diagnostic
        evidence["server"] = row.server
        guard let outcome = row.outcome else { return result(.unknown, "unknown", evidence, "") }
        return outcome.kind == .succeeded
            ? result(.pass, "ok", evidence, "")
            : result(.fail, outcome.rawValue, evidence, outcome.remedy(in: language))
    }
}

/// What a list of checks comes to.
enum Verdict {
    static func of(_ checks: [CheckResult], at now: Date, in language: Language) -> CheckReport.Verdict {
        let failed = checks.filter { $0.status == .fail }
        let active = failed.compactMap { check in
            Condition(rawValue: check.code).map {
                // All were found together; patience is for what runs.
                ActiveCondition($0, since: now.addingTimeInterval(-3600), arguments: check.evidence)
            }
        }
        if let root = active.visible(at: now).first ?? active.first {
            return .init(
                code: root.code.rawValue, family: root.code.family.rawValue, title: root.code.title(in: language),
                remedy: root.code.remedy(in: language, arguments: root.arguments))
        }
        if let check = failed.first, let outcome = Outcome(rawValue: check.code) {
            return .init(
                code: check.code, family: "none", title: outcome.sentence(in: language),
                remedy: outcome.remedy(in: language))
        }
        if failed.isEmpty, !checks.isEmpty, !checks.contains(where: { $0.status == .unknown }) {
            return .init(code: "ok", family: "none", title: "OK", remedy: "")
        }
        let check = failed.first ?? checks.first { $0.status == .unknown }
        return .init(
            code: failed.first?.code ?? "unknown", family: "none",
            title: check?.evidence["evidence"] ?? check?.name ?? "?",
            remedy: check?.action ?? "")
    }
}
