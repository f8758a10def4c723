import Foundation
import Writeback

extension BladeDecision {
    /// What holds for one agent: what the gateway sees of it, together with what it reports.
    static func judge(_ agent: BladeFacts.Agent, _ facts: BladeFacts) -> Judged {
        let place = ["agent": agent.name, "name": agent.name, "directory": agent.directory]
        func condition(_ code: Condition, age: Double, _ more: [String: String] = [:]) -> ActiveCondition {
            ActiveCondition(
                code, since: facts.now.addingTimeInterval(-age), arguments: place.merging(more) { $1 })
        }
        guard let age = agent.ages.report, let report = agent.report else {
            let interval = Double(HealthReport.intervalSeconds)
            if facts.listening < interval && agent.enrolledAt < facts.now.addingTimeInterval(-facts.listening) {
                // The gateway was away, not the agent: until one interval has passed this is the cloud's trouble.
                let left = String(Int((interval - facts.listening).rounded(.up)))
                return Judged(
                    agent: agent, state: .unknown,
                    conditions: [condition(.cloudTrouble, age: facts.listening, ["seconds": left])])
            }
            let silent = silence(agent, age: facts.now.timeIntervalSince(agent.lastSeen ?? agent.enrolledAt))
            return Judged(
                agent: agent, state: .unknown, conditions: [condition(.agentSilent, age: silent.age, silent.more)])
        }
        guard age <= facts.silentAfter else {
            let silent = silence(agent, age: age)
            return Judged(
                agent: agent, state: .silent, conditions: [condition(.agentSilent, age: silent.age, silent.more)])
        }
        var conditions = report.conditions.map { reported in
            ActiveCondition(reported.code, since: reported.since, arguments: place.merging(reported.arguments) { $1 })
        }
        if report.sealingKeys.isEmpty { conditions.append(condition(.agentKeyUnknown, age: age)) }
        if let poll = agent.ages.poll, poll > 0 { conditions.append(condition(.agentNotLeasing, age: poll)) }
        let visible = conditions.visible(at: facts.now)
        return Judged(
            agent: agent, state: visible.contains { $0.code.blocksWriting } ? .failing : .working, conditions: visible)
    }

    private static func silence(_ agent: BladeFacts.Agent, age: Double) -> (age: Double, more: [String: String]) {
        var more = ["silentSeconds": String(Int(age))]
        if let lastSeen = agent.lastSeen { more["lastSeen"] = Timestamp.text(lastSeen) }
        return (age, more)
    }

    /// The message at the top follows from the root cause; while the blade is shown, from the agents' versions.
    static func banner(_ reasons: [ActiveCondition], _ judged: [Judged]) -> BladeAnswer.Banner {
        guard let cause = reasons.first else {
            let outdated = judged.contains { $0.canWrite && isOlder($0.agent.version, than: BuildVersion.text) }
            return outdated ? .upOutdated : .up
        }
        switch cause.code {
        case .writebackNotEnabled, .noAgentEnrolled, .writebackDisabledInAgent: return .notEnabled
        case .cloudTrouble: return .cloudTrouble
        case .agentSilent, .agentNotLeasing, .agentKeyUnknown, .gatewayUnreachable, .gatewayCredentialRefused,
            .directoryUnreachable, .directoryTLSFailed:
            return .cannotConnect
        default: return .misconfigured
        }
    }

    /// Compares `MAJOR.MINOR.PATCH` by number.
    static func isOlder(_ version: String, than other: String) -> Bool {
        let numbers = [version, other].map { $0.split(separator: ".").map { Int($0) ?? 0 } }
        return numbers[0].lexicographicallyPrecedes(numbers[1])
    }
}
