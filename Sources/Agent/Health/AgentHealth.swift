import AgentControl
import Foundation
import Logging
import Writeback

/// What is known about the agent right now; everything that wants to know asks here, everything that finds out tells
/// it.
actor AgentHealth {
    private(set) var tracker = ConditionTracker()
    private(set) var servers: [HealthReport.ServerReport]
    private(set) var capabilities = HealthReport.Capabilities(
        kind: "unknown", operations: [], forceChange: false, assertion: false)
    private(set) var policy: HealthReport.PolicyReport?
    private(set) var checks: [CheckResult] = []
    private(set) var skew = ClockSkew()
    private(set) var lastProvenWrite: Date?
    private(set) var lastSync: HealthReport.SyncReport?
    private(set) var lastReport: Date?
    private(set) var isDraining = false
    /// When a message was last set aside, by condition: nothing but time says that this is over.
    private var lastSetAside: [Condition: Date] = [:]
    static let setAsideMemory: TimeInterval = 900
    private let maxSkew: Duration
    private let clock: AgentClock
    private let logger: Logger
    private var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
    private var nextListener = 0

    init(server: String, maxSkew: Duration, clock: AgentClock, logger: Logger) {
        servers = [HealthReport.ServerReport(url: server, state: .unknown)]
        self.maxSkew = maxSkew
        self.clock = clock
        self.logger = logger
    }

    /// A stream that tells of changes; several at once become one.
    func changes() -> AsyncStream<Void> {
        let id = nextListener
        nextListener += 1
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        listeners[id] = continuation
        continuation.onTermination = { _ in Task { await self.forget(id) } }
        return stream
    }

    private func forget(_ id: Int) { listeners[id] = nil }

    private func changed() { for listener in listeners.values { listener.yield() } }

    /// Whether work may be taken: the directory can be written, the journal too, and the clocks agree.
    var mayLease: Bool {
        !isDraining && servers.contains { $0.state == .working }
            && tracker.blocking(except: [.gatewayUnreachable, .gatewayCredentialRefused, .agentNotLeasing]).isEmpty
    }

    /// Waits until work may be taken, or the agent drains.
    func untilMayLease() async {
        if mayLease || isDraining { return }
        for await _ in changes() where mayLease || isDraining { return }
    }

    /// A message was set aside.
    func setAside(_ finding: ConditionTracker.Finding) {
        lastSetAside[finding.code] = clock.now()
        begin(finding.code, finding.arguments)
    }

    private func forgetOldSetAside() {
        for (code, last) in lastSetAside where clock.now().timeIntervalSince(last) > Self.setAsideMemory {
            lastSetAside[code] = nil
            end(code)
        }
    }

    func begin(_ code: Condition, _ arguments: [String: String] = [:]) {
        if tracker.begin(.init(code, arguments), at: clock.now()) {
            logger.warning("condition began", metadata: Self.metadata(code, arguments))
            changed()
        }
    }

    func end(_ code: Condition) {
        if tracker.end(code) {
            logger.notice("condition ended", metadata: ["condition": "\(code.rawValue)"])
            changed()
        }
    }

    /// Takes a round of directory probes.
    func take(_ round: ProbeRound) {
        forgetOldSetAside()
        let before = Set(tracker.all.map(\.code))
        let wasWorking = servers.first?.state
        tracker.take(found: round.found, lookedAt: round.lookedAt, at: clock.now())
        servers = [round.server]
        checks = round.checks
        if let found = round.capabilities { capabilities = found }
        if round.isComplete { policy = round.policy }
        let after = Set(tracker.all.map(\.code))
        for code in after.subtracting(before) {
            let arguments = tracker.all.first { $0.code == code }?.arguments ?? [:]
            logger.warning("condition began", metadata: Self.metadata(code, arguments))
        }
        for code in before.subtracting(after) {
            logger.notice("condition ended", metadata: ["condition": "\(code.rawValue)"])
        }
        if before != after || wasWorking != round.server.state { changed() }
    }

    func observe(server: Date, local: Date) {
        skew.observe(server: server, local: local)
        if skew.exceeds(maxSkew) {
            begin(.clockSkew, ["seconds": String(Int(abs(skew.seconds ?? 0)))])
        } else {
            end(.clockSkew)
        }
    }

    func proven(_ at: Date) {
        lastProvenWrite = max(at, lastProvenWrite ?? at)
        changed()
    }

    func synced(_ report: HealthReport.SyncReport) {
        lastSync = report
        changed()
    }

    func reported(at: Date) { lastReport = at }

    func drain() {
        isDraining = true
        changed()
    }

    private static func metadata(_ code: Condition, _ arguments: [String: String]) -> Logger.Metadata {
        var metadata: Logger.Metadata = ["condition": "\(code.rawValue)"]
        for (name, value) in arguments { metadata[name] = "\(value)" }
        return metadata
    }
}

extension AgentHealth {
    /// Hears of each call to the gateway.
    func observe(_ failure: LinkFailure?, gateway: String) {
        guard let failure else {
            end(.gatewayUnreachable)
            end(.gatewayCredentialRefused)
            return
        }
        // An answer that refuses this one call says nothing about the way.
        switch failure {
        case .unreachable, .credentialRefused:
            let finding = failure.finding(server: gateway)
            begin(finding.code, finding.arguments)
        case .refused(let status, _, _) where status >= 500 || status == 401:
            let finding = failure.finding(server: gateway)
            begin(finding.code, finding.arguments)
        case .refused, .notUnderstood:
            end(.gatewayUnreachable)
        }
    }
}
