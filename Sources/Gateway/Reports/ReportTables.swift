import GRDB

/// The tables of what agents reported.
enum ReportTables {
    static func create(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE statusReports (
                    id TEXT NOT NULL,
                    request TEXT NOT NULL REFERENCES requests(id),
                    agent TEXT NOT NULL REFERENCES agents(id),
                    outcome TEXT NOT NULL,
                    stands INTEGER NOT NULL,
                    content TEXT NOT NULL,
                    receivedAt TEXT NOT NULL,
                    PRIMARY KEY (agent, id)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX reportsOfRequest ON statusReports (request);
                CREATE INDEX reportsThatDoNotStand ON statusReports (receivedAt) WHERE stands = 0;
                CREATE TABLE healthReports (
                    agent TEXT PRIMARY KEY NOT NULL REFERENCES agents(id),
                    instance TEXT NOT NULL,
                    number INTEGER NOT NULL,
                    signedAt INTEGER NOT NULL,
                    content TEXT NOT NULL,
                    receivedAt TEXT NOT NULL
                ) STRICT, WITHOUT ROWID;
                """)
    }
}
