import GRDB

/// The table of requests: one row for each, kept after the ending, without anything of the password.
enum RequestTables {
    static func create(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE requests (
                    id TEXT PRIMARY KEY NOT NULL,
                    tenant TEXT NOT NULL REFERENCES tenants(id),
                    directory TEXT NOT NULL REFERENCES directories(id),
                    person TEXT NOT NULL,
                    upn TEXT NOT NULL,
                    anchor TEXT NOT NULL,
                    operation TEXT NOT NULL,
                    origin TEXT NOT NULL,
                    initiatorID TEXT NOT NULL,
                    initiatorName TEXT NOT NULL,
                    initiatorRole TEXT NOT NULL,
                    sequence INTEGER NOT NULL,
                    acceptedAt TEXT NOT NULL,
                    expiresAt TEXT NOT NULL,
                    lastActionAt TEXT NOT NULL,
                    begun INTEGER NOT NULL,
                    declared INTEGER NOT NULL,
                    outcome TEXT,
                    endedAt TEXT,
                    endedBy TEXT,
                    diagnostic TEXT,
                    messageNumber INTEGER,
                    lockToken TEXT,
                    UNIQUE (person, sequence)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX openRequests ON requests (expiresAt) WHERE outcome IS NULL;
                CREATE INDEX openRequestsOfPerson ON requests (person) WHERE outcome IS NULL;
                CREATE TABLE declarations (
                    request TEXT NOT NULL REFERENCES requests(id),
                    number INTEGER NOT NULL,
                    agent TEXT NOT NULL,
                    server TEXT NOT NULL,
                    marker TEXT NOT NULL,
                    declaredAt TEXT NOT NULL,
                    PRIMARY KEY (request, number)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE leaseholders (
                    request TEXT NOT NULL REFERENCES requests(id),
                    agent TEXT NOT NULL,
                    PRIMARY KEY (request, agent)
                ) STRICT, WITHOUT ROWID;
                """)
    }
}
