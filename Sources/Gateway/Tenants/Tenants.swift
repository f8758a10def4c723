import Foundation
import GRDB

/// The SQL of tenants, directories and applications.
enum Tenants {
    static func find(_ id: String, in database: Database) throws -> Tenant? {
        try Tenant.fetchOne(database, key: id)
    }

    static func all(in database: Database) throws -> [Tenant] {
        try Tenant.order(Column("createdAt"), Column("id")).fetchAll(database)
    }

    static func directories(of tenant: String, in database: Database) throws -> [DirectoryRecord] {
        try DirectoryRecord.filter(Column("tenant") == tenant).order(Column("createdAt"), Column("id"))
            .fetchAll(database)
    }

    static func directory(_ id: String, of tenant: String, in database: Database) throws -> DirectoryRecord? {
        try DirectoryRecord.filter(Column("id") == id && Column("tenant") == tenant).fetchOne(database)
    }

    static func application(_ clientID: String, in database: Database) throws -> ApplicationRecord? {
        try ApplicationRecord.fetchOne(database, key: clientID.lowercased())
    }

    static func applications(of tenant: String, in database: Database) throws -> [ApplicationRecord] {
        try ApplicationRecord.filter(Column("tenant") == tenant).order(Column("createdAt"), Column("clientID"))
            .fetchAll(database)
    }

    /// What the running server tells the administrator's commands, such as the URL it is reached at.
    static func announce(_ name: String, _ value: String, in database: Database) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO announcements (name, value) VALUES (?, ?)", arguments: [name, value])
    }

    static func announcement(_ name: String, in database: Database) throws -> String? {
        try String.fetchOne(database, sql: "SELECT value FROM announcements WHERE name = ?", arguments: [name])
    }
}

/// Ids as this gateway makes them.
enum Identifier {
    /// A random UUID (RFC 9562) in lower case.
    static func make() -> String { UUID().uuidString.lowercased() }
}
