import AgentControl
import Directory
import Foundation
import Writeback

/// Puts the answers of one round together: checks for people, findings for the tracker. What a failed step hides is
/// skipped, not failed.
struct RoundBuilder {
    private static let names: [ServiceAccount.Arrival.Step: String] = [
        .secret: "directory-secret", .connect: ProbeAnswer.Name.connect.rawValue, .bind: ProbeAnswer.Name.bind.rawValue,
    ]
    private static let later: [ProbeAnswer.Name] = [.base, .filter, .marker]
    private static let conditions: [ProbeAnswer.Name: Condition] = [
        .base: .directoryBaseMissing, .filter: .directoryFilterMatchesNobody, .marker: .directoryMarkerUnreadable,
    ]
    private let configuration: DirectoryConfiguration
    private var round: ProbeRound
    private var isBroken = false

    init(configuration: DirectoryConfiguration, at now: Date) {
        self.configuration = configuration
        round = ProbeRound(
            server: HealthReport.ServerReport(url: configuration.server.description, state: .failing, probedAt: now))
    }

    /// Takes the way to the session.
    mutating func arrived(_ arrival: ServiceAccount.Arrival, milliseconds: Int) {
        let finding = arrival.finding(configuration)
        round.lookedAt.formUnion(arrival.lookedAt)
        if let finding { round.found.append(finding) }
        isBroken = finding != nil
        for step in [ServiceAccount.Arrival.Step.secret, .connect, .bind] {
            let name = Self.names[step] ?? ""
            if step < arrival.step {
                let evidence =
                    step == .secret
                    ? ["path": configuration.passwordFile] : ["server": configuration.server.description]
                round.checks.append(.passed(name, milliseconds: step == .bind ? milliseconds : 0, evidence: evidence))
            } else if step == arrival.step, let finding {
                round.checks.append(.failed(name, finding, milliseconds: milliseconds))
            } else {
                round.checks.append(.skipped(name))
            }
        }
        if isBroken { skipLater(from: Self.later.startIndex) }
    }

    /// Takes one probe of the bound session.
    ///
    /// - Returns: whether the next one makes sense.
    mutating func probed(_ answer: ProbeAnswer) -> Bool {
        guard let index = Self.later.firstIndex(of: answer.name), let condition = Self.conditions[answer.name] else {
            return true
        }
        let server = configuration.server.description
        switch answer.status {
        case .pass:
            round.lookedAt.insert(condition)
            round.checks.append(
                .passed(answer.name.rawValue, milliseconds: answer.milliseconds, evidence: ["server": server]))
            return true
        case .fail:
            let finding = ConditionTracker.Finding(
                condition,
                [
                    "server": server, "evidence": answer.evidence, "base": configuration.settings.base.text,
                    "filter": configuration.filterText,
                ])
            round.lookedAt.insert(condition)
            round.found.append(finding)
            round.checks.append(.failed(answer.name.rawValue, finding, milliseconds: answer.milliseconds))
            isBroken = true
        case .unknown:
            // The connection broke under the probe: that is what is wrong.
            let finding = ConditionTracker.Finding(
                .directoryUnreachable, ["server": server, "evidence": answer.evidence])
            round.found.append(finding)
            round.checks.append(.failed(answer.name.rawValue, finding, milliseconds: answer.milliseconds))
            isBroken = true
        }
        skipLater(from: index + 1)
        return false
    }

    /// The round; `session` when every probe was run.
    func finished(session: DirectorySession? = nil, policy: HealthReport.PolicyReport? = nil) -> ProbeRound {
        var round = round
        if let session {
            round.isComplete = true
            round.policy = policy
            round.capabilities = HealthReport.Capabilities(
                kind: session.kind.name.rawValue, operations: [.reset, .change, .unlock], forceChange: true,
                assertion: session.rootDSE.supportedControls.contains("1.3.6.1.1.12"))
        }
        let blocks = round.found.contains { $0.code.blocksWriting }
        round.server.state = blocks ? .failing : .working
        return round
    }

    private mutating func skipLater(from index: Int) {
        for name in Self.later.dropFirst(index) { round.checks.append(.skipped(name.rawValue)) }
    }
}

extension CheckResult {
    /// As it should be.
    static func passed(_ name: String, milliseconds: Int = 0, evidence: [String: String] = [:]) -> CheckResult {
        CheckResult(name: name, status: .pass, code: "ok", milliseconds: milliseconds, evidence: evidence, action: "")
    }

    /// Something before it failed.
    static func skipped(_ name: String) -> CheckResult {
        CheckResult(name: name, status: .skip, code: "skipped", milliseconds: 0, evidence: [:], action: "")
    }

    /// Not as it should be.
    static func failed(_ name: String, _ finding: ConditionTracker.Finding, milliseconds: Int = 0) -> CheckResult {
        CheckResult(
            name: name, status: .fail, code: finding.code.rawValue, milliseconds: milliseconds,
            evidence: finding.arguments, action: finding.code.remedy(in: .en, arguments: finding.arguments))
    }

    /// The same, with the action in another language.
    func said(in language: Language) -> CheckResult {
        guard status == .fail, let condition = Condition(rawValue: code) else { return self }
        var result = self
        result.action = condition.remedy(in: language, arguments: evidence)
        return result
    }
}
