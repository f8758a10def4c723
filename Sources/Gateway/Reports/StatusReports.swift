import Foundation
import GRDB
import Writeback

/// The SQL of status reports.
enum StatusReports {
    /// Keeps a report; the same one sent again keeps its id, and is kept once.
    static func keep(
        _ report: StatusReport, from agent: AgentRecord, stands: Bool, at now: Date, in database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO statusReports (id, request, agent, outcome, stands, content, receivedAt)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                report.jti, report.requestID, agent.id, report.outcome.rawValue, stands,
                String(decoding: try WireJSON.encode(report), as: UTF8.self), now,
            ])
    }

    /// The latest report of a tenant's agents that says otherwise than the ending that stands.
    static func contradiction(tenant: String, since: Date, in database: Database) throws -> BladeFacts.Contradiction? {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT requests.id, requests.outcome AS stands, statusReports.outcome AS reported, receivedAt
                FROM statusReports JOIN requests ON requests.id = statusReports.request
                WHERE statusReports.stands = 0 AND receivedAt > ? AND tenant = ?
                    AND requests.outcome <> statusReports.outcome
                ORDER BY receivedAt DESC LIMIT 1
                """, arguments: [since, tenant])
        guard let row, let stands = Outcome(rawValue: row["stands"]), let reported = Outcome(rawValue: row["reported"])
        else { return nil }
        return BladeFacts.Contradiction(request: row["id"], stands: stands, reported: reported, at: row["receivedAt"])
    }
}
