import GRDB

/// The tables of enrolment codes, agents and the keys that agents announce.
enum EnrolmentTables {
    static func create(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE enrolmentCodes (
                    hash TEXT PRIMARY KEY NOT NULL,
                    tenant TEXT NOT NULL REFERENCES tenants(id),
                    directory TEXT NOT NULL REFERENCES directories(id),
                    createdAt TEXT NOT NULL,
                    expiresAt TEXT NOT NULL,
                    usedAt TEXT,
                    agent TEXT
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE agents (
                    id TEXT PRIMARY KEY NOT NULL,
                    tenant TEXT NOT NULL REFERENCES tenants(id),
                    directory TEXT NOT NULL REFERENCES directories(id),
                    clientID TEXT NOT NULL UNIQUE REFERENCES applications(clientID),
                    name TEXT NOT NULL,
                    version TEXT NOT NULL,
                    jwk TEXT NOT NULL,
                    enrolledAt TEXT NOT NULL,
                    revokedAt TEXT
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX agentsOfDirectory ON agents (directory);
                CREATE TABLE sealingKeys (
                    agent TEXT NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
                    kid TEXT NOT NULL,
                    suite TEXT NOT NULL,
                    publicKey TEXT NOT NULL,
                    created TEXT NOT NULL,
                    PRIMARY KEY (agent, kid)
                ) STRICT, WITHOUT ROWID;
                """)
    }
}
