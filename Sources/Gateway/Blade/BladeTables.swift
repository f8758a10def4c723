import GRDB

/// The table of what was decided about the blade, and since when.
enum BladeTables {
    static func create(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE bladeHistory (
                    tenant TEXT NOT NULL REFERENCES tenants(id),
                    at TEXT NOT NULL,
                    decision TEXT NOT NULL,
                    cause TEXT,
                    PRIMARY KEY (tenant, at)
                ) STRICT, WITHOUT ROWID;
                """)
    }
}
