import GRDB

/// The table of the credentials of applications: hashes of secrets, and public keys.
enum CredentialTables {
    static func create(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE credentials (
                    keyID TEXT PRIMARY KEY NOT NULL,
                    clientID TEXT NOT NULL REFERENCES applications(clientID) ON DELETE CASCADE,
                    kind TEXT NOT NULL,
                    displayName TEXT,
                    hint TEXT,
                    material TEXT NOT NULL,
                    startsAt TEXT NOT NULL,
                    endsAt TEXT NOT NULL
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX credentialsOfClient ON credentials (clientID);
                """)
    }
}
