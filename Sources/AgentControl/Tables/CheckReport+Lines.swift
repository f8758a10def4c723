import Writeback

extension CheckReport {
    /// The report for people, at most 80 columns wide.
    public var lines: [String] {
        var lines: [String] = []
        for check in checks {
            let mark = "[\(check.status.rawValue)]"
            let took = check.status == .skip ? "" : "  \(check.milliseconds) ms"
            lines.append(
                "\(DisplayWidth.pad(mark, to: 9)) \(check.name)\(check.code == "ok" ? "" : ": \(check.code)")\(took)")
            guard check.status == .fail || check.status == .unknown else { continue }
            if let evidence = check.evidence["evidence"], !check.action.contains(evidence) {
                lines += WrappedText.lines(evidence, indent: 10)
            }
            if !check.action.isEmpty { lines += WrappedText.lines("-> \(check.action)", indent: 10) }
        }
        lines.append("")
        lines += WrappedText.lines(
            verdict.code == "ok" ? "OK" : "\(verdict.code): \(verdict.title)", indent: 0)
        if !verdict.remedy.isEmpty { lines += WrappedText.lines("-> \(verdict.remedy)", indent: 0) }
        return lines
    }
}
