import GRDB

/// The table of people.
enum PeopleTables {
    static func create(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE people (
                    id TEXT PRIMARY KEY NOT NULL,
                    tenant TEXT NOT NULL REFERENCES tenants(id),
                    directory TEXT REFERENCES directories(id),
                    upn TEXT NOT NULL,
                    foldedUPN TEXT NOT NULL,
                    displayName TEXT,
                    givenName TEXT,
                    surname TEXT,
                    mail TEXT,
                    enabled INTEGER NOT NULL,
                    anchor TEXT,
                    syncEnabled INTEGER,
                    lastSync TEXT,
                    distinguishedName TEXT,
                    domain TEXT,
                    samAccountName TEXT,
                    externalID TEXT,
                    roles TEXT NOT NULL,
                    createdAt TEXT NOT NULL,
                    modifiedAt TEXT NOT NULL,
                    revision INTEGER NOT NULL,
                    lastSequence INTEGER NOT NULL,
                    UNIQUE (tenant, foldedUPN),
                    UNIQUE (directory, anchor)
                ) STRICT, WITHOUT ROWID;
                """)
    }
}
