import Foundation
import GRDB
import Writeback

/// The SQL of enrolment codes.
enum EnrolmentCodes {
    /// How long a code works, in seconds.
    static let lifetime: Double = 3600

    static func add(hash: String, tenant: String, directory: String, now: Date, in database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO enrolmentCodes (hash, tenant, directory, createdAt, expiresAt) VALUES (?, ?, ?, ?, ?)
                """, arguments: [hash, tenant, directory, now, now.addingTimeInterval(lifetime)])
    }

    static func find(hash: String, in database: Database) throws -> StoredCode? {
        guard
            let row = try Row.fetchOne(database, sql: "SELECT * FROM enrolmentCodes WHERE hash = ?", arguments: [hash])
        else { return nil }
        var code = StoredCode(
            tenant: row["tenant"], directory: row["directory"], expiresAt: row["expiresAt"], usedAt: row["usedAt"],
            agent: row["agent"])
        if let agent = try code.agent.flatMap({ try Agents.find($0, in: database) }) {
            code.agentKey = agent.jwk.thumbprint
            code.agentRevoked = agent.revokedAt != nil
        }
        return code
    }

    static func use(hash: String, agent: String, now: Date, in database: Database) throws {
        try database.execute(
            sql: "UPDATE enrolmentCodes SET usedAt = ?, agent = ? WHERE hash = ?", arguments: [now, agent, hash])
    }
}
