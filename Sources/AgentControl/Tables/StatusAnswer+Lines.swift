import Foundation
import Writeback

extension StatusAnswer {
    /// The answer for people, at most 80 columns wide. What is wrong comes first.
    public var lines: [String] {
        var lines = ["agent \(agent.id)  \(version)  \(state.rawValue)"]
        let source = bladeSource == .agent ? " (the gateway could not be asked; this is the agent's own view)" : ""
        lines += WrappedText.lines("blade: \(blade.decision.rawValue), \(blade.banner.rawValue)\(source)", indent: 0)
        var told = Set<Condition>()
        for condition in conditions {
            told.insert(condition.code)
            lines += Self.trouble(
                condition.severity.rawValue, condition.code.rawValue, condition.title, condition.remedy,
                since: Timestamp.text(condition.since), evidence: condition.evidence["evidence"])
        }
        for reason in blade.reasons + blade.warnings where told.insert(reason.code).inserted {
            lines += Self.trouble(
                reason.code.severity.rawValue, reason.code.rawValue, reason.title, reason.remedy,
                since: reason.since.map(Timestamp.text), evidence: reason.evidence["evidence"])
        }
        for server in servers {
            let took = server.milliseconds.map { "  \($0) ms" } ?? ""
            lines.append("server \(server.url)  \(server.state.rawValue)\(took)")
        }
        lines.append("in hand \(backlog.inHand), not yet reported \(backlog.unreported)")
        lines.append("last proven write \(lastProvenWrite.map(Timestamp.text) ?? "-")")
        if let sync = lastSync {
            lines.append(
                "last sync \(Timestamp.text(sync.at))  people \(sync.people), sent \(sync.sent), failed \(sync.failed)")
        }
        if let nextBindTry {
            lines.append("the service account's password is tried again at \(Timestamp.text(nextBindTry))")
        }
        if !endings.isEmpty { lines += [""] + RequestsAnswer(requests: endings).lines }
        return lines
    }

    static func trouble(
        _ severity: String, _ code: String, _ title: String, _ remedy: String, since: String?, evidence: String?
    ) -> [String] {
        var lines = WrappedText.lines("\(severity) \(code)\(since.map { " since \($0)" } ?? "")", indent: 0)
        lines += WrappedText.lines(title, indent: 2)
        // Many remedies quote it; once is enough.
        if let evidence, !remedy.contains(evidence) { lines += WrappedText.lines(evidence, indent: 2) }
        return lines + WrappedText.lines("-> \(remedy)", indent: 2)
    }
}

extension RequestsAnswer {
    /// The answer for people, at most 80 columns wide.
    public var lines: [String] {
        var table = TextTable(["TIME (UTC)", "USER", "RESULT", "REQUEST"], whole: "REQUEST")
        for request in requests {
            table.add([
                Self.shortTime(request.endedAt ?? request.receivedAt), request.upn,
                request.outcome?.rawValue ?? request.state, request.requestID,
            ])
        }
        return table.lines()
    }

    /// Month, day and time: `11-21 04:49:41`.
    private static func shortTime(_ date: Date) -> String {
        String(Timestamp.text(date).dropFirst(5).prefix(14)).replacing("T", with: " ")
    }
}

extension HealthAnswer {
    /// The answer for people, at most 80 columns wide.
    public var lines: [String] {
        var lines = ["agent \(agent.id)  \(version)", "gateway \(agent.gateway)  tenant \(agent.tenant)"]
        for condition in conditions {
            lines += StatusAnswer.trouble(
                condition.severity.rawValue, condition.code.rawValue, condition.title, condition.remedy,
                since: Timestamp.text(condition.since), evidence: condition.evidence["evidence"])
        }
        for check in checks {
            lines.append(
                "\(DisplayWidth.pad("[\(check.status.rawValue)]", to: 9)) \(check.name)\(check.code == "ok" ? "" : ": \(check.code)")"
            )
        }
        lines.append(
            "directory \(capabilities.kind)  operations \(capabilities.operations.map(\.rawValue).joined(separator: ", "))"
        )
        if let policy {
            lines += WrappedText.lines(
                "policy \(policy.source): length \(policy.minimumLength ?? 0) \(policy.lengthCountsBytes ? "bytes" : "characters"), "
                    + "history \(policy.historyCount ?? 0), minimum age \(policy.minimumAgeSeconds ?? 0) s, "
                    + "lockout after \(policy.lockoutThreshold ?? 0)", indent: 0)
        }
        var keys = TextTable(["SEALING KEY", "SUITE", "MADE"])
        for key in sealingKeys { keys.add([key.kid, key.suite.rawValue, Timestamp.text(key.created)]) }
        lines += keys.lines()
        lines.append(
            "in hand \(backlog.inHand), not yet reported \(backlog.unreported), journal generation \(journalGeneration)"
        )
        lines.append("clock: \(Self.clock(aheadBy: clockSkewSeconds))")
        lines.append(
            "last report \(lastReport.map(Timestamp.text) ?? "-"), last write \(lastProvenWrite.map(Timestamp.text) ?? "-")"
        )
        if let nextBindTry {
            lines.append("the service account's password is tried again at \(Timestamp.text(nextBindTry))")
        }
        return lines
    }

    /// The `Date` header has whole seconds, so a second's difference says nothing.
    private static func clock(aheadBy seconds: Double?) -> String {
        guard let seconds = seconds.map({ Int($0.rounded()) }) else { return "not compared with the gateway's yet" }
        if abs(seconds) <= 1 { return "agrees with the gateway's" }
        return "\(abs(seconds)) s \(seconds > 0 ? "behind" : "ahead of") the gateway's"
    }
}
