import Foundation
import GRDB
import Writeback

/// An enrolled agent.
struct AgentRecord: Codable, Sendable, Hashable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "agents"

    var id: String
    var tenant: String
    var directory: String
    var clientID: String
    var name: String
    var version: String
    /// The identity key, registered at enrolment.
    var jwk: PublicJWK
    var enrolledAt: Date
    var revokedAt: Date?
}

/// The SQL of agents and their sealing keys.
enum Agents {
    static func find(_ id: String, in database: Database) throws -> AgentRecord? {
        try AgentRecord.fetchOne(database, key: id)
    }

    static func ofClient(_ clientID: String, in database: Database) throws -> AgentRecord? {
        try AgentRecord.filter(Column("clientID") == clientID).fetchOne(database)
    }

    static func all(tenant: String, in database: Database) throws -> [AgentRecord] {
        try AgentRecord.filter(Column("tenant") == tenant).order(Column("enrolledAt"), Column("id")).fetchAll(database)
    }

    /// Who may lease for a directory.
    static func active(directory: String, in database: Database) throws -> [AgentRecord] {
        try AgentRecord.filter(Column("directory") == directory && Column("revokedAt") == nil)
            .order(Column("enrolledAt"), Column("id")).fetchAll(database)
    }

    /// Every key that a password for a person of this directory is sealed to: those of its own agents, no others.
    static func sealingKeys(directory: String, in database: Database) throws -> [PublishedSealingKey] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT DISTINCT kid, suite, publicKey, created FROM sealingKeys
                JOIN agents ON agents.id = sealingKeys.agent
                WHERE agents.directory = ? AND agents.revokedAt IS NULL ORDER BY kid
                """, arguments: [directory]
        ).compactMap(key(of:))
    }

    static func sealingKeys(of agent: String, in database: Database) throws -> [PublishedSealingKey] {
        try Row.fetchAll(
            database, sql: "SELECT kid, suite, publicKey, created FROM sealingKeys WHERE agent = ? ORDER BY kid",
            arguments: [agent]
        ).compactMap(key(of:))
    }

    /// What the agent announces replaces what it announced before.
    static func replaceSealingKeys(of agent: String, by keys: [PublishedSealingKey], in database: Database) throws {
        try database.execute(sql: "DELETE FROM sealingKeys WHERE agent = ?", arguments: [agent])
        for key in keys {
            try database.execute(
                sql:
                    "INSERT OR REPLACE INTO sealingKeys (agent, kid, suite, publicKey, created) VALUES (?, ?, ?, ?, ?)",
                arguments: [agent, key.kid, key.suite.rawValue, key.publicKey, key.created])
        }
    }

    private static func key(of row: Row) -> PublishedSealingKey? {
        guard let suite = SealingSuite(rawValue: row["suite"]), let raw = Base64URL.decode(row["publicKey"]) else {
            return nil
        }
        return PublishedSealingKey(suite: suite, publicKey: raw, created: row["created"])
    }
}
