import AgentControl
import Writeback

/// What one round of directory probes found, for health, `check` and `diagnose` alike.
struct ProbeRound: Sendable {
    var checks: [CheckResult] = []
    /// What is wrong.
    var found: [ConditionTracker.Finding] = []
    /// What was looked at, found or not. The rest stays as it was: a prerequisite failed.
    var lookedAt: Set<Condition> = []
    var server: HealthReport.ServerReport
    var capabilities: HealthReport.Capabilities?
    var policy: HealthReport.PolicyReport?
    /// Whether every probe was run.
    var isComplete = false
}
