import Writeback

/// What one check found.
public struct CheckResult: Codable, Sendable, Hashable {
    /// What was checked.
    public var name: String
    /// How it went.
    public var status: Status
    /// `ok`, `skipped`, or the code of the condition.
    public var code: String
    /// How long it took.
    public var milliseconds: Int
    /// What was observed.
    public var evidence: [String: String]
    /// What to do; empty when there is nothing to do.
    public var action: String

    /// How a check went. One that was not run is no success.
    public enum Status: String, Codable, Sendable, Hashable, CaseIterable {
        /// As it should be.
        case pass
        /// Not as it should be.
        case fail
        /// Not run, since something before it failed.
        case skip
        /// Run, without a result.
        case unknown
    }

    /// Collects the members.
    public init(
        name: String, status: Status, code: String, milliseconds: Int, evidence: [String: String], action: String
    ) {
        self.name = name
        self.status = status
        self.code = code
        self.milliseconds = milliseconds
        self.evidence = evidence
        self.action = action
    }
}

/// The answer of `check` and `diagnose`.
public struct CheckReport: Codable, Sendable, Hashable {
    /// What it comes to: the root cause.
    public var verdict: Verdict
    /// The checks, in the order in which they were run.
    public var checks: [CheckResult]

    /// The root cause, or `ok`.
    public struct Verdict: Codable, Sendable, Hashable {
        /// `ok`, `unknown`, or the code of the condition or outcome.
        public var code: String
        /// Its family; `none` where it has none.
        public var family: String
        /// A few words.
        public var title: String
        /// What to do.
        public var remedy: String

        /// Collects the members.
        public init(code: String, family: String, title: String, remedy: String) {
            self.code = code
            self.family = family
            self.title = title
            self.remedy = remedy
        }
    }

    /// How bad it is, as monitoring plugins say it.
    public var severity: MonitoringState {
        let failed = checks.filter { $0.status == .fail }
        if failed.contains(where: { Condition(rawValue: $0.code)?.severity ?? .critical == .critical }) {
            return .critical
        }
        if !failed.isEmpty { return .warning }
        return checks.isEmpty || checks.contains { $0.status == .unknown } ? .unknown : .ok
    }

    /// Collects the members.
    public init(verdict: Verdict, checks: [CheckResult]) {
        self.verdict = verdict
        self.checks = checks
    }
}

/// One line of progress: a check that has just ended, or, at last, the whole report.
public struct CheckProgress: Codable, Sendable, Hashable {
    /// The check that has just ended.
    public var check: CheckResult?
    /// The whole; in the last line only.
    public var report: CheckReport?

    /// A check has ended.
    public init(check: CheckResult) { self.check = check }
    /// All have ended.
    public init(report: CheckReport) { self.report = report }
}
