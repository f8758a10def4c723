import Foundation
import GRDB
import Writeback

/// Decides now, and remembers when the decision became what it is.
struct BladeHistory: Sendable {
    let store: Store
    let presence: Presence
    let time: any Timekeeper
    let silentAfter: Double

    /// How many changes are remembered for a tenant.
    private static let mostEntries = 200

    /// The answer for a tenant.
    func answer(tenant: String, language: Language) async throws -> BladeAnswer? {
        guard let facts = try await facts(tenant) else { return nil }
        var answer = BladeDecision.make(facts, language: language)
        answer.since = try await note(answer, tenant: tenant, at: facts.now)
        return answer
    }

    /// Writes down a change, if there is one.
    func record(tenant: String) async throws { _ = try await answer(tenant: tenant, language: .en) }

    /// Writes down the changes that came by nothing but time: silence has no message that announces it.
    func recordAll() async throws {
        for tenant in try await store.read({ try Tenants.all(in: $0) }) { try await record(tenant: tenant.id) }
    }

    private func facts(_ tenant: String) async throws -> BladeFacts? {
        let now = time.now
        let monotonic = time.monotonic
        let presence = presence
        let silentAfter = silentAfter
        return try await store.read { database in
            guard let settings = try Tenants.find(tenant, in: database) else { return nil }
            let synced = try People.directoriesWithSyncedPeople(tenant: tenant, in: database)
            let agents = try Agents.all(tenant: tenant, in: database).filter { $0.revokedAt == nil }
            return BladeFacts(
                writeback: settings.writeback,
                directories: try Tenants.directories(of: tenant, in: database).map {
                    .init(id: $0.id, createdAt: $0.createdAt, hasSyncedPeople: synced.contains($0.id))
                },
                agents: try agents.map { agent in
                    let last = try HealthReports.last(of: agent.id, in: database)
                    return .init(
                        id: agent.id, name: agent.name, directory: agent.directory, version: agent.version,
                        enrolledAt: agent.enrolledAt, report: last?.report, lastSeen: last?.receivedAt,
                        ages: presence.ages(of: agent.id, at: monotonic))
                },
                contradiction: try StatusReports.contradiction(
                    tenant: tenant, since: now.addingTimeInterval(-BladeFacts.Contradiction.memory), in: database),
                lastProven: try Requests.lastProven(tenant: tenant, in: database),
                listening: presence.listening(at: monotonic), silentAfter: silentAfter, now: now)
        }
    }

    /// Since when the decision has been this one.
    private func note(_ answer: BladeAnswer, tenant: String, at now: Date) async throws -> Date {
        let decision = answer.decision.rawValue
        if let last = try await store.read({ try Self.last(tenant, in: $0) }), last.decision == decision {
            return last.at
        }
        let cause = answer.reasons.first?.code.rawValue
        return try await store.write { database in
            // Somebody else may have written it down in between.
            if let last = try Self.last(tenant, in: database), last.decision == decision { return last.at }
            try database.execute(
                sql: "INSERT OR REPLACE INTO bladeHistory (tenant, at, decision, cause) VALUES (?, ?, ?, ?)",
                arguments: [tenant, now, decision, cause])
            try database.execute(
                sql: """
                    DELETE FROM bladeHistory WHERE tenant = ? AND at NOT IN
                    (SELECT at FROM bladeHistory WHERE tenant = ? ORDER BY at DESC LIMIT ?)
                    """, arguments: [tenant, tenant, Self.mostEntries])
            return now
        }
    }

    private static func last(_ tenant: String, in database: Database) throws -> (decision: String, at: Date)? {
        try Row.fetchOne(
            database, sql: "SELECT decision, at FROM bladeHistory WHERE tenant = ? ORDER BY at DESC LIMIT 1",
            arguments: [tenant]
        ).map { ($0["decision"], $0["at"]) }
    }
}
