import Foundation
import GRDB
import Writeback

/// The SQL of requests, declarations and endings.
enum Requests {
    static func find(_ id: String, in database: Database) throws -> RequestRecord? {
        try RequestRecord.fetchOne(database, key: id)
    }

    static func open(of person: String, in database: Database) throws -> [RequestRecord] {
        try RequestRecord.filter(Column("person") == person && Column("outcome") == nil).order(Column("sequence"))
            .fetchAll(database)
    }

    /// Requests whose `exp` has passed, and that have not ended.
    static func open(expiredAt now: Date, in database: Database) throws -> [RequestRecord] {
        try RequestRecord.filter(Column("outcome") == nil && Column("expiresAt") <= now).fetchAll(database)
    }

    /// When the next `exp` will have passed.
    static func nextExpiry(after now: Date, in database: Database) throws -> Date? {
        try Date.fetchOne(
            database, sql: "SELECT MIN(expiresAt) FROM requests WHERE outcome IS NULL AND expiresAt > ?",
            arguments: [now])
    }

    /// Ends a request: ending, removal of the message and of the sealed passwords belong to the caller's one transaction.
    ///
    /// The first ending stands: a request that has ended is not touched, and the answer is false.
    static func end(
        _ id: String, _ outcome: Outcome, by agent: String? = nil, diagnostic: String? = nil, at now: Date,
        in database: Database
    ) throws -> Bool {
        try database.execute(
            sql: """
                UPDATE requests SET outcome = ?, endedAt = ?, lastActionAt = ?, endedBy = ?, diagnostic = ?
                WHERE id = ? AND outcome IS NULL
                """, arguments: [outcome.rawValue, now, now, agent, diagnostic, id])
        guard database.changesCount == 1 else { return false }
        try Messages.remove(request: id, in: database)
        return true
    }

    static func began(_ message: Message, lock: Message.Lock, at now: Date, in database: Database) throws {
        try database.execute(
            sql: "UPDATE requests SET begun = 1, lastActionAt = ?, messageNumber = ?, lockToken = ? WHERE id = ?",
            arguments: [now, message.number, lock.token, message.request])
        try database.execute(
            sql: "INSERT OR IGNORE INTO leaseholders (request, agent) VALUES (?, ?)",
            arguments: [message.request, lock.agent])
    }

    /// Whether a message that is gone was leased under this token, and its request has ended.
    static func isSettled(message number: Int64, token: String, in database: Database) throws -> Bool {
        try Bool.fetchOne(
            database,
            sql: """
                SELECT EXISTS (SELECT 1 FROM requests
                WHERE messageNumber = ? AND lockToken = ? AND outcome IS NOT NULL)
                """, arguments: [number, token]) ?? false
    }

    static func wasLeased(_ id: String, by agent: String, in database: Database) throws -> Bool {
        try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM leaseholders WHERE request = ? AND agent = ?)",
            arguments: [id, agent]) ?? false
    }

    static func declare(
        _ declaration: Declaration, by agent: String, request: String, at now: Date, in database: Database
    )
        throws
    {
        try database.execute(
            sql: """
                INSERT INTO declarations (request, number, agent, server, marker, declaredAt)
                SELECT ?, COALESCE(MAX(number), 0) + 1, ?, ?, ?, ? FROM declarations WHERE request = ?
                """,
            arguments: [request, agent, declaration.server, declaration.marker, declaration.declaredAt, request])
        try database.execute(
            sql: "UPDATE requests SET declared = 1, lastActionAt = ? WHERE id = ?", arguments: [now, request])
    }

    static func declarations(of request: String, in database: Database) throws -> [Declaration] {
        try Row.fetchAll(
            database, sql: "SELECT * FROM declarations WHERE request = ? ORDER BY number", arguments: [request]
        ).map { row in
            Declaration(
                server: row["server"], marker: row["marker"], declaredAt: row["declaredAt"], agentID: row["agent"])
        }
    }

    /// When a write for this tenant last succeeded.
    static func lastProven(tenant: String, in database: Database) throws -> Date? {
        try Date.fetchOne(
            database, sql: "SELECT MAX(endedAt) FROM requests WHERE tenant = ? AND outcome IN (?, ?)",
            arguments: [tenant, Outcome.written.rawValue, Outcome.writtenButExpired.rawValue])
    }
}
