import Foundation
import GRDB
import Writeback

/// The SQL of the queue.
enum Messages {
    static func add(
        request: RequestRecord, content: String, sealed: [SealedPassword], in database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO messages (request, directory, session, content, enqueuedAt, deliveryCount)
                VALUES (?, ?, ?, ?, ?, 0)
                """,
            arguments: [request.id, request.directory, request.person, content, request.acceptedAt])
        for password in sealed {
            try database.execute(
                sql: "INSERT INTO sealedPasswords (request, kid, content) VALUES (?, ?, ?)",
                arguments: [request.id, password.kid, String(decoding: try WireJSON.encode(password), as: UTF8.self)])
        }
    }

    /// Removes message and sealed passwords; `secure_delete` overwrites them.
    static func remove(request: String, in database: Database) throws {
        try database.execute(sql: "DELETE FROM sealedPasswords WHERE request = ?", arguments: [request])
        try database.execute(sql: "DELETE FROM messages WHERE request = ?", arguments: [request])
    }

    private static let columns = """
        SELECT messages.*, requests.declared, requests.expiresAt,
            (SELECT group_concat(kid) FROM sealedPasswords WHERE sealedPasswords.request = messages.request) AS kids
        FROM messages JOIN requests ON requests.id = messages.request
        """

    /// The first message of each person of a directory, in order.
    static func heads(directory: String, in database: Database) throws -> [Message] {
        try Row.fetchAll(
            database,
            sql: columns + """
                 WHERE messages.directory = ? AND messages.number =
                    (SELECT MIN(number) FROM messages AS others WHERE others.session = messages.session)
                ORDER BY messages.number
                """, arguments: [directory]
        ).map(message(of:))
    }

    static func find(_ number: Int64, in database: Database) throws -> Message? {
        try Row.fetchOne(database, sql: columns + " WHERE messages.number = ?", arguments: [number]).map(message(of:))
    }

    static func find(request: String, in database: Database) throws -> Message? {
        try Row.fetchOne(database, sql: columns + " WHERE messages.request = ?", arguments: [request])
            .map(message(of:))
    }

    static func lock(_ message: Message, _ lock: Message.Lock, in database: Database) throws {
        try database.execute(
            sql: """
                UPDATE messages SET lockToken = ?, lockAgent = ?, lockedUntil = ?, deliveryCount = deliveryCount + 1
                WHERE number = ?
                """, arguments: [lock.token, lock.agent, lock.until, message.number])
    }

    static func extend(_ number: Int64, until: Date, in database: Database) throws {
        try database.execute(
            sql: "UPDATE messages SET lockedUntil = ? WHERE number = ?", arguments: [until, number])
    }

    static func unlock(_ number: Int64, in database: Database) throws {
        try database.execute(
            sql: "UPDATE messages SET lockToken = NULL, lockAgent = NULL, lockedUntil = NULL WHERE number = ?",
            arguments: [number])
    }

    /// The signed request, and the password sealed to the first of `keyIDs` that it was sealed to.
    static func body(of request: String, keyIDs: [String], in database: Database) throws -> RequestMessage? {
        guard
            let content = try String.fetchOne(
                database, sql: "SELECT content FROM messages WHERE request = ?", arguments: [request])
        else { return nil }
        for kid in keyIDs {
            if let sealed = try String.fetchOne(
                database, sql: "SELECT content FROM sealedPasswords WHERE request = ? AND kid = ?",
                arguments: [request, kid])
            {
                return RequestMessage(
                    request: content, sealed: try WireJSON.decode(SealedPassword.self, from: Data(sealed.utf8)))
            }
        }
        return RequestMessage(request: content, sealed: nil)
    }

    private static func message(of row: Row) -> Message {
        let token: String? = row["lockToken"]
        let agent: String? = row["lockAgent"]
        let until: Date? = row["lockedUntil"]
        let kids: String? = row["kids"]
        var lock: Message.Lock?
        if let token, let agent, let until { lock = Message.Lock(token: token, agent: agent, until: until) }
        return Message(
            number: row["number"], request: row["request"], session: row["session"],
            keyIDs: Set((kids ?? "").split(separator: ",").map(String.init)), enqueuedAt: row["enqueuedAt"],
            expiresAt: row["expiresAt"], deliveryCount: row["deliveryCount"], declared: row["declared"], lock: lock)
    }
}
