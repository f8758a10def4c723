import Foundation
import GRDB

/// The agent's memory of every request: what it did, before it does the next thing. `Journal.md` says why it is so.
///
/// Every change is one transaction that has reached the disk when the call returns.
struct Journal: Sendable {
    let pool: DatabasePool
    /// Grows when the journal is begun anew.
    let generation: Int

    /// Why the journal cannot be used.
    enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// It cannot be opened; `reason` is SQLite's own text.
        case cannotOpen(path: String, reason: String)
        /// SQLite does not promise that a commit has reached the disk.
        case notDurable(path: String)
        /// A row contradicts itself.
        case inconsistent(request: String)
        /// No such row.
        case unknownRequest(String)

        var description: String {
            switch self {
            case .cannotOpen(let path, let reason):
                "cannot open the journal \(path): \(reason); free space, or mend its permissions"
            case .notDurable(let path):
                "the journal \(path) cannot be made durable (WAL with synchronous FULL); put it on a local file system"
            case .inconsistent(let request): "the journal contradicts itself about request \(request)"
            case .unknownRequest(let request): "the journal does not know request \(request)"
            }
        }
    }

    /// Opens the journal, or begins it, and settles what an earlier instance left: what was being written is unknown
    /// now, what was only leased waits for redelivery.
    ///
    /// - Parameter generationFile: outlives the journal, so that a new one is known to be new.
    /// - Throws: `Failure`.
    static func open(path: String, generationFile: String, at now: Date) throws(Failure) -> Journal {
        do {
            let pool = try openPool(path)
            let generation = try settleGeneration(pool, file: generationFile)
            let journal = Journal(pool: pool, generation: generation)
            try journal.settleAfterStart(at: now)
            return journal
        } catch let failure as Failure {
            throw failure
        } catch {
            throw .cannotOpen(path: path, reason: "\(error)")
        }
    }

    private static func openPool(_ path: String) throws -> DatabasePool {
        // The file is made before SQLite makes it with wider permissions; its -wal and -shm inherit the mode.
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure.cannotOpen(path: path, reason: String(cString: strerror(errno))) }
        close(descriptor)
        var configuration = Configuration()
        configuration.label = "journal"
        configuration.busyMode = .timeout(5)
        let pool = try DatabasePool(path: path, configuration: configuration)
        // GRDB sets NORMAL itself, after `prepareDatabase`: a commit could then be lost with the power.
        try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        try migrator.migrate(pool)
        let modes = try pool.writeWithoutTransaction { database in
            (
                journal: try String.fetchOne(database, sql: "PRAGMA journal_mode"),
                synchronous: try Int.fetchOne(database, sql: "PRAGMA synchronous")
            )
        }
        guard modes.journal == "wal", modes.synchronous == 2 else { throw Failure.notDurable(path: path) }
        return pool
    }

    private static func settleGeneration(_ pool: DatabasePool, file: String) throws -> Int {
        let known = FileManager.default.contents(atPath: file).flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
        let generation = try pool.write { database in
            if let stored = try Int.fetchOne(database, sql: "SELECT generation FROM journal") { return stored }
            try database.execute(sql: "INSERT INTO journal (generation) VALUES (?)", arguments: [known + 1])
            return known + 1
        }
        if generation != known {
            try Data(String(generation).utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
        }
        return generation
    }

    private func settleAfterStart(at now: Date) throws {
        try pool.write { database in
            for var row in try JournalRow.filter(["leased", "writing"].contains(Column("state"))).fetchAll(database) {
                try row.take(.restarted, at: now)
                try row.update(database)
            }
        }
    }
}
