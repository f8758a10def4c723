import Foundation
import GRDB
import Writeback

/// The steps in a request's life, each one transaction.
extension Journal {
    /// Notes a delivery.
    ///
    /// - Returns: the row after the step, and whether the stored ending has to be reported again.
    func delivered(_ request: WritebackRequest, digest: String, at now: Date) async throws -> JournalRow {
        try await pool.write { database in
            guard var row = try JournalRow.fetchOne(database, key: request.jti) else {
                var row = JournalRow(request, digest: digest, at: now)
                row.deliveries = 1
                try row.insert(database)
                return row
            }
            let wasReported = row.state == JournalState.reported(.written).word
            try row.take(.delivered, at: now)
            row.deliveries += 1
            try row.update(database)
            if wasReported { try Self.restoreOutbox(row, in: database) }
            return row
        }
    }

    /// Declares a write, before the cloud hears of it.
    func declared(_ requestID: String, server: String, marker: String, at now: Date) async throws {
        try await step(requestID, .declared, at: now) { row in
            row.server = server
            row.marker = marker
            row.declaredAt = now
            row.attempts += 1
        }
    }

    /// Notes that a declared write certainly did not leave this machine. `attempts` counts only those that may have
    /// left;
    /// while there is an earlier one, "not sent" is not the whole truth, and the state says so.
    func notSent(_ requestID: String, at now: Date) async throws {
        try await pool.write { database in
            var row = try Self.row(requestID, in: database)
            row.attempts -= 1
            try row.take(row.attempts > 0 ? .answerLost : .notSent, at: now)
            try row.update(database)
        }
    }

    /// Notes that the answer to a write was lost.
    func answerLost(_ requestID: String, at now: Date) async throws { try await step(requestID, .answerLost, at: now) }

    /// Notes that the message goes back to the cloud.
    func givenBack(_ requestID: String, at now: Date) async throws { try await step(requestID, .givenBack, at: now) }

    /// Stores the ending and its report together: either both are on disk afterwards, or none.
    func ended(_ requestID: String, _ ending: Ending, report: StatusReport, at now: Date) async throws {
        let claims = try WireJSON.encode(report)
        try await pool.write { database in
            var row = try Self.row(requestID, in: database)
            try row.take(.ended(ending.outcome), at: now)
            row.endedAt = now
            row.ldapResultCode = ending.ldapResultCode
            row.directoryCode = ending.directoryCode
            row.diagnostic = ending.diagnostic
            row.server = ending.server ?? row.server
            try row.update(database)
            try OutboxRow(reportID: report.jti, requestID: requestID, createdAt: now, report: claims).insert(database)
            try database.execute(
                sql:
                    "INSERT INTO sent (requestID, report) VALUES (?, ?) ON CONFLICT DO UPDATE SET report = excluded.report",
                arguments: [requestID, claims])
        }
    }

    /// Notes that the gateway accepted a report, or never will.
    func reportSettled(_ reportID: String, at now: Date) async throws {
        try await pool.write { database in
            guard let outbox = try OutboxRow.fetchOne(database, key: reportID) else { return }
            var row = try Self.row(outbox.requestID, in: database)
            try row.take(.reportSettled, at: now)
            row.reportedAt = now
            try row.update(database)
            try outbox.delete(database)
        }
    }

    private func step(
        _ requestID: String, _ event: JournalState.Event, at now: Date,
        change: @escaping @Sendable (inout JournalRow) -> Void = { _ in }
    ) async throws {
        try await pool.write { database in
            var row = try Self.row(requestID, in: database)
            try row.take(event, at: now)
            change(&row)
            try row.update(database)
        }
    }

    private static func row(_ requestID: String, in database: Database) throws -> JournalRow {
        guard let row = try JournalRow.fetchOne(database, key: requestID) else {
            throw Failure.unknownRequest(requestID)
        }
        return row
    }

    /// A redelivery after the report was accepted: the same report, with the same id, is sent again.
    private static func restoreOutbox(_ row: JournalRow, in database: Database) throws {
        guard
            let claims = try Data.fetchOne(
                database, sql: "SELECT report FROM sent WHERE requestID = ?", arguments: [row.requestID]),
            let report = try? WireJSON.decode(StatusReport.self, from: claims)
        else { throw Failure.inconsistent(request: row.requestID) }
        try OutboxRow(reportID: report.jti, requestID: row.requestID, createdAt: row.changedAt, report: claims)
            .insert(database, onConflict: .ignore)
    }
}
