import AgentControl
import Directory
import Foundation
import LDAP
import Writeback

/// Looks at the directory as the writer will: a real connection, the real TLS settings, the real account.
///
/// The bound connection is kept from round to round; a dead one is replaced. A round has a time limit of its own, so
/// that a server that accepts and says nothing is noticed as surely as one that is gone.
actor DirectoryProbe {
    static let limit: Duration = .seconds(5)
    private let account: ServiceAccount
    private let clock: AgentClock
    private var session: DirectorySession?

    init(_ account: ServiceAccount, clock: AgentClock) {
        self.account = account
        self.clock = clock
    }

    /// One round. Rounds do not overlap: who asks while one is under way waits for it and then has one of its own.
    func round() async -> ProbeRound {
        let start = clock.sinceBoot()
        let limit = Self.limit
        let round = await withTaskGroup(of: ProbeRound?.self) { group in
            group.addTask { await self.look() }
            group.addTask { [clock] in
                try? await clock.sleep(limit)
                return nil
            }
            // The first to end wins; the other one is cancelled, which abandons what it asked the server.
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        let milliseconds = (clock.sinceBoot() - start).milliseconds
        guard var round else {
            await forget()
            return tooSlow(milliseconds)
        }
        round.server.milliseconds = milliseconds
        return round
    }

    /// Ends the kept connection.
    func forget() async {
        let old = session
        session = nil
        await old?.close()
    }

    private func look() async -> ProbeRound {
        let start = clock.sinceBoot()
        var builder = RoundBuilder(configuration: account.configuration, at: clock.now())
        if let kept = session, kept.connectionEnd == nil {
            builder.arrived(.bound(kept), milliseconds: 0)
        } else {
            session = nil
            let arrival = await account.arrive(limits: account.configuration.settings.limits.atMost(Self.limit))
            builder.arrived(arrival, milliseconds: (clock.sinceBoot() - start).milliseconds)
            if case .bound(let fresh) = arrival { session = fresh }
        }
        guard let session else { return builder.finished() }
        for name in [ProbeAnswer.Name.base, .filter, .marker] {
            let answer = await session.probe(name)
            guard builder.probed(answer) else {
                if answer.status == .unknown { await forget() }
                return builder.finished()
            }
        }
        var policy: HealthReport.PolicyReport?
        if let source = session.settings.defaultPolicy, case .read(let applied) = await session.policy(at: source) {
            policy = HealthReport.PolicyReport(applied)
        }
        return builder.finished(session: session, policy: policy)
    }

    private func tooSlow(_ milliseconds: Int) -> ProbeRound {
        var builder = RoundBuilder(configuration: account.configuration, at: clock.now())
        let details = AnswerDetails(
            server: account.configuration.server.description, connection: .timedOut,
            explanation:
                "no answer within \(Int(Self.limit.seconds)) s; the server accepts connections and says nothing, or is overloaded"
        )
        builder.arrived(.noAnswer(details), milliseconds: milliseconds)
        return builder.finished()
    }
}

extension TimeLimits {
    /// The same limits, none above `longest`.
    func atMost(_ longest: Duration) -> TimeLimits {
        TimeLimits(
            connect: min(connect, longest), handshake: min(handshake, longest), bind: min(bind, longest),
            operation: min(operation, longest))
    }
}

extension HealthReport.PolicyReport {
    /// The directory's policy in the cloud's words.
    init(_ policy: AppliedPolicy) {
        self.init(
            minimumLength: policy.checksQuality ? policy.minimumLength : 0, lengthCountsBytes: policy.lengthCountsBytes,
            historyCount: policy.history, minimumAgeSeconds: policy.minimumAgeSeconds,
            lockoutThreshold: policy.lockoutAfter ?? 0, source: policy.source.text)
    }
}
