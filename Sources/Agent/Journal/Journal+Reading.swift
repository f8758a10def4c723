import AgentControl
import Foundation
import GRDB
import Writeback

/// What can be asked of the journal. "Due" is always a query: there is no second list in memory.
extension Journal {
    /// One request.
    func row(_ requestID: String) async throws -> JournalRow? {
        try await pool.read { try JournalRow.fetchOne($0, key: requestID) }
    }

    /// The reports that the gateway has not accepted yet, the oldest first.
    func outbox(limit: Int) async throws -> [(row: OutboxRow, report: StatusReport)] {
        try await pool.read { database in
            try OutboxRow.order(Column("createdAt"), Column("reportID")).limit(limit).fetchAll(database)
                .map { (row: $0, report: try WireJSON.decode(StatusReport.self, from: $0.report)) }
        }
    }

    /// What waits inside the agent.
    func backlog() async throws -> HealthReport.Backlog {
        try await pool.read { database in
            HealthReport.Backlog(
                inHand: try JournalRow.filter(["leased", "writing"].contains(Column("state"))).fetchCount(database),
                unreported: try OutboxRow.fetchCount(database))
        }
    }

    /// The last requests, the newest first.
    func lines(limit: Int, endedOnly: Bool = false) async throws -> [RequestLine] {
        try await pool.read { database in
            let rows =
                endedOnly
                ? JournalRow.filter(Column("endedAt") != nil).order(Column("endedAt").desc)
                : JournalRow.order(Column("receivedAt").desc)
            return try rows.limit(limit).fetchAll(database).map(\.line)
        }
    }

    /// When a write last succeeded, to go on from after a restart.
    func lastProvenWrite() async throws -> Date? {
        try await pool.read { database in
            let outcomes = Outcome.allCases.filter { $0.kind == .succeeded }.map(\.rawValue)
            return try JournalRow.filter(outcomes.contains(Column("outcome"))).order(Column("endedAt").desc)
                .fetchOne(database)?.endedAt
        }
    }

    /// Forgets what ended and was reported before `moment`. A message cannot come back then: its `exp` is long over.
    @discardableResult
    func prune(before moment: Date) async throws -> Int {
        try await pool.write { database in
            try JournalRow.filter(Column("state") == "reported" && Column("reportedAt") < moment).deleteAll(database)
        }
    }

    /// Whether a commit reaches the disk now: for the probe.
    func proveWritable() async throws {
        try await pool.write { try $0.execute(sql: "UPDATE journal SET generation = generation") }
    }
}
