import Foundation

/// A folder of this process that is removed when the last reference goes. In memory where the system offers that.
public final class TemporaryFolder: Sendable {
    /// The absolute path.
    public let path: String

    /// Makes a folder that only this user can open.
    public init(_ purpose: String) throws {
        Self.removeLeftovers
        let parent = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
        path = "\(parent)/\(Self.prefix)\(getpid()).\(purpose).\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    deinit { remove() }

    /// The last part of the path.
    public var name: String { String(path[path.index(after: path.lastIndex(of: "/") ?? path.startIndex)...]) }

    /// Removes it now.
    public func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// The path of something in it.
    public func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file of mode 0600 and returns its path.
    @discardableResult
    public func write(_ name: String, _ content: String) throws -> String {
        let path = file(name)
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data(content.utf8), attributes: [.posixPermissions: 0o600])
        else { throw CocoaError(.fileWriteUnknown) }
        return path
    }

    private static let prefix = "writeback-test."

    /// A test process that was killed could not clean up; the next one does it. What is still there when this one ends
    /// (folders held by globals) goes then.
    private static let removeLeftovers: Void = {
        atexit { TemporaryFolder.remove(where: { $0 == getpid() }) }
        remove(where: { kill($0, 0) != 0 && errno == ESRCH })
    }()

    private static func remove(where matches: (pid_t) -> Bool) {
        for parent in ["/dev/shm", NSTemporaryDirectory()] {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
            where name.hasPrefix(prefix) || name.hasPrefix("sem.\(prefix)") {
                // The second is a semaphore that a server named after a folder.
                let number = name.dropFirst(name.hasPrefix(prefix) ? prefix.count : prefix.count + 4)
                guard let process = pid_t(number.prefix { $0 != "." }), matches(process) else { continue }
                try? FileManager.default.removeItem(atPath: "\(parent)/\(name)")
            }
        }
    }
}
