import GRDB

extension Journal {
    /// The tables, as they came to be. A migration that was released is never changed.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: requests and outbox") { database in
            try database.execute(
                sql: """
                    CREATE TABLE journal (generation INTEGER NOT NULL) STRICT;

                    CREATE TABLE request (
                        requestID TEXT NOT NULL PRIMARY KEY,
                        digest TEXT NOT NULL,
                        anchor TEXT NOT NULL,
                        upn TEXT NOT NULL,
                        operation TEXT NOT NULL,
                        issued INTEGER NOT NULL,
                        expires INTEGER NOT NULL,
                        sequence INTEGER NOT NULL,
                        state TEXT NOT NULL
                            CHECK (state IN ('leased', 'writing', 'unknown', 'returned', 'ended', 'reported')),
                        outcome TEXT,
                        server TEXT,
                        marker TEXT,
                        declaredAt TEXT,
                        attempts INTEGER NOT NULL,
                        deliveries INTEGER NOT NULL,
                        receivedAt TEXT NOT NULL,
                        changedAt TEXT NOT NULL,
                        endedAt TEXT,
                        reportedAt TEXT,
                        ldapResultCode INTEGER,
                        directoryCode TEXT,
                        diagnostic TEXT,
                        CHECK ((state IN ('ended', 'reported')) = (outcome IS NOT NULL)),
                        CHECK (state <> 'writing' OR (server IS NOT NULL AND marker IS NOT NULL))
                    ) STRICT;
                    CREATE INDEX request_receivedAt ON request (receivedAt);
                    CREATE INDEX request_endedAt ON request (endedAt);

                    CREATE TABLE outbox (
                        reportID TEXT NOT NULL PRIMARY KEY,
                        requestID TEXT NOT NULL UNIQUE REFERENCES request (requestID) ON DELETE CASCADE,
                        createdAt TEXT NOT NULL,
                        report BLOB NOT NULL
                    ) STRICT;

                    CREATE TABLE sent (
                        requestID TEXT NOT NULL PRIMARY KEY REFERENCES request (requestID) ON DELETE CASCADE,
                        report BLOB NOT NULL
                    ) STRICT;
                    """)
        }
        return migrator
    }
}
