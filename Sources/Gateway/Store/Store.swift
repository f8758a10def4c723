import Foundation
import GRDB
import Secrets

/// Opens the database, orders the migrations and gives the transaction. Tables and SQL belong to the folders.
package struct Store: Sendable {
    /// The one writer and its readers.
    let pool: DatabasePool
    /// The file.
    package let path: String

    /// Why the store was not opened.
    package enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// The folder or the file cannot be made.
        case unwritable(path: String, reason: String)
        /// SQLite did not take a setting that durability or erasure rests on.
        case settingRefused(name: String)

        /// One sentence with the remedy.
        package var description: String {
            switch self {
            case .unwritable(let path, let reason): "cannot use the store \(path): \(reason)"
            case .settingRefused(let name): "SQLite did not accept `\(name)`; nothing is stored without it"
            }
        }
    }

    /// Opens the file, makes it if it is not there, and brings its tables up to date.
    package init(path: String) throws {
        self.path = path
        try Self.prepareFile(path)
        var configuration = GRDB.Configuration()
        configuration.label = "store"
        // The administrator's commands are another process on the same file.
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            // Deleted content is overwritten with zeros: sealed passwords must not outlive their request.
            try database.execute(sql: "PRAGMA secure_delete = ON")
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        pool = try DatabasePool(path: path, configuration: configuration)
        // DatabasePool sets NORMAL after `prepareDatabase` (Database.setUpWALMode), so FULL has to come after it.
        try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            for (name, value) in [("synchronous", "2"), ("journal_mode", "wal"), ("secure_delete", "1")] {
                let setting = try DatabaseValue.fetchOne(database, sql: "PRAGMA \(name)")
                guard let setting, Int.fromDatabaseValue(setting).map(String.init) ?? setting.text == value else {
                    throw Failure.settingRefused(name: "PRAGMA \(name)")
                }
            }
        }
        try Migrations.all.migrate(pool)
    }

    /// Reads in one consistent view.
    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await pool.read(body)
    }

    /// One durable transaction: when this returns, what it wrote survives a power cut.
    func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await pool.write(body)
    }

    /// Moves everything from the write-ahead log into the database and cuts the log to nothing; says whether it could.
    ///
    /// `secure_delete` zeros the page, but the page's former content stays in the log until this has run.
    func truncateLog() async throws -> Bool {
        try await pool.writeWithoutTransaction { database in
            try Int.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)") == 0
        }
    }

    /// SQLite gives `-wal` and `-shm` the mode of the database, so it is enough to make that file first.
    private static func prepareFile(_ path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        if !folder.isEmpty { try PrivateFolder.make(folder) }
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure.unwritable(path: path, reason: String(cString: strerror(errno))) }
        close(descriptor)
        try SecretFile(path: path).check()
    }
}

extension DatabaseValue {
    fileprivate var text: String { String.fromDatabaseValue(self) ?? "" }
}

/// Folders that only their owner enters.
enum PrivateFolder {
    /// Makes the folder with mode 0700, unless it is there.
    static func make(_ path: String) throws {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue { return }
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Store.Failure.unwritable(path: path, reason: "the folder cannot be made: \(error)")
        }
    }
}
