import GRDB

/// The tables of the requests queue. A row is removed in the transaction that ends its request, and its sealed passwords
/// with it.
enum QueueTables {
    static func create(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE messages (
                    number INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
                    request TEXT NOT NULL UNIQUE REFERENCES requests(id),
                    directory TEXT NOT NULL,
                    session TEXT NOT NULL,
                    content TEXT NOT NULL,
                    enqueuedAt TEXT NOT NULL,
                    deliveryCount INTEGER NOT NULL,
                    lockToken TEXT,
                    lockAgent TEXT,
                    lockedUntil TEXT
                ) STRICT;
                CREATE INDEX messagesOfSession ON messages (session, number);
                CREATE INDEX messagesOfDirectory ON messages (directory, number);
                CREATE TABLE sealedPasswords (
                    request TEXT NOT NULL REFERENCES messages(request) ON DELETE CASCADE,
                    kid TEXT NOT NULL,
                    content TEXT NOT NULL,
                    PRIMARY KEY (request, kid)
                ) STRICT;
                """)
    }
}
