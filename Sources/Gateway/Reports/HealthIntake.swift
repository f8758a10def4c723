import Foundation
import GRDB
import Writeback

/// Takes in how agents are.
struct HealthIntake: Sendable {
    let store: Store
    let presence: Presence
    let time: any Timekeeper

    /// Stores the report and the keys in it, unless a later one was stored already; says whether it did.
    func take(_ report: HealthReport, from agent: AgentRecord) async throws -> Bool {
        guard report.sealingKeys.allSatisfy(\.isConsistent) else {
            throw GraphError.badRequest("a sealing key has another id than the one that follows from it")
        }
        let now = time.now
        let content = String(decoding: try WireJSON.encode(report), as: UTF8.self)
        let stored = try await store.write { database in
            guard try Self.isNews(report, of: agent.id, in: database) else { return false }
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO healthReports (agent, instance, number, signedAt, content, receivedAt)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """, arguments: [agent.id, report.instance, report.number, report.iat, content, now])
            try database.execute(
                sql: "UPDATE agents SET version = ? WHERE id = ?", arguments: [report.version, agent.id])
            // What an agent can open follows its report, so that nothing is sealed to a key that it has destroyed.
            let known = try Agents.sealingKeys(of: agent.id, in: database).map(\.kid)
            if Set(known) != Set(report.sealingKeys.map(\.kid)) {
                try Agents.replaceSealingKeys(of: agent.id, by: report.sealingKeys, in: database)
            }
            return true
        }
        // An overtaken report still shows that the agent lives.
        presence.reported(agent: agent.id, at: time.monotonic)
        return stored
    }

    /// Numbers grow within an instance; of two instances the one that signed later counts.
    private static func isNews(_ report: HealthReport, of agent: String, in database: Database) throws -> Bool {
        guard
            let row = try Row.fetchOne(
                database, sql: "SELECT instance, number, signedAt FROM healthReports WHERE agent = ?",
                arguments: [agent])
        else { return true }
        let instance: String = row["instance"]
        let number: Int = row["number"]
        let signedAt: Int = row["signedAt"]
        return instance == report.instance ? report.number > number : report.iat >= signedAt
    }
}

/// The SQL that reads health reports.
enum HealthReports {
    /// The last report of an agent, and when it came.
    static func last(of agent: String, in database: Database) throws -> (report: HealthReport, receivedAt: Date)? {
        guard
            let row = try Row.fetchOne(
                database, sql: "SELECT content, receivedAt FROM healthReports WHERE agent = ?", arguments: [agent])
        else { return nil }
        let content: String = row["content"]
        return (try WireJSON.decode(HealthReport.self, from: Data(content.utf8)), row["receivedAt"])
    }
}
