import GRDB

/// The tables of tenants, their directories and their applications.
enum TenantTables {
    static func create(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE tenants (
                    id TEXT PRIMARY KEY NOT NULL,
                    displayName TEXT NOT NULL,
                    writeback INTEGER NOT NULL,
                    createdAt TEXT NOT NULL
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE directories (
                    id TEXT PRIMARY KEY NOT NULL,
                    tenant TEXT NOT NULL REFERENCES tenants(id),
                    identity TEXT,
                    createdAt TEXT NOT NULL
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE applications (
                    clientID TEXT PRIMARY KEY NOT NULL,
                    objectID TEXT NOT NULL UNIQUE,
                    tenant TEXT NOT NULL REFERENCES tenants(id),
                    displayName TEXT NOT NULL,
                    roles TEXT NOT NULL,
                    createdAt TEXT NOT NULL
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE announcements (
                    name TEXT PRIMARY KEY NOT NULL,
                    value TEXT NOT NULL
                ) STRICT, WITHOUT ROWID;
                """)
    }
}
