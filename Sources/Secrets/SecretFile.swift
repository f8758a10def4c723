import Glibc

/// A file that holds one secret: named by its path in the configuration, never by its content.
public struct SecretFile: Sendable, Hashable {
    /// Where it is.
    public let path: String

    /// Names the file; nothing is opened yet.
    public init(path: String) { self.path = path }

    /// What was wrong with a secret file, and the remedy.
    public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// The file cannot be opened; `reason` is the system's own text.
        case unreadable(path: String, reason: String)
        /// Not a regular file.
        case notAFile(path: String)
        /// Permission bits let somebody besides the owner in. `mode` holds the nine permission bits.
        case openToOthers(path: String, mode: UInt32)
        /// Owned neither by this process's user nor by root.
        case foreignOwner(path: String, uid: UInt32)
        /// Nothing but white space in it.
        case empty(path: String)
        /// Longer than 64 KiB: surely not the file that was meant.
        case tooLong(path: String)

        /// One sentence that names the file and the remedy.
        public var description: String {
            switch self {
            case .unreadable(let path, let reason): "cannot read secret file \(path): \(reason)"
            case .notAFile(let path): "secret file \(path) is not a regular file"
            case .openToOthers(let path, let mode):
                "secret file \(path) has mode \(String(mode, radix: 8)), so others can read it; run: chmod 600 \(path)"
            case .foreignOwner(let path, let uid):
                "secret file \(path) belongs to user id \(uid); it must belong to the user who reads it, or to root"
            case .empty(let path): "secret file \(path) is empty"
            case .tooLong(let path): "secret file \(path) is longer than 65536 bytes"
            }
        }
    }

    /// Reads the secret. One line end at its end, as editors and `echo` leave it, does not belong to it.
    ///
    /// - Throws: `Failure`.
    public func read() throws(Failure) -> Password {
        var content = try readBytes()
        if content.last == UInt8(ascii: "\n") { content.removeLast() }
        if content.last == UInt8(ascii: "\r") { content.removeLast() }
        guard !content.isEmpty else { throw .empty(path: path) }
        return Password(consuming: &content)
    }

    /// Checks existence, kind, permission and owner without looking at the content.
    ///
    /// - Throws: `Failure`.
    public func check() throws(Failure) {
        let descriptor = try openChecked()
        close(descriptor)
    }

    private func openChecked() throws(Failure) -> Int32 {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .notAFile(path: path)
        }
        guard status.st_mode & 0o077 == 0 else {
            close(descriptor)
            throw .openToOthers(path: path, mode: status.st_mode & 0o777)
        }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            close(descriptor)
            throw .foreignOwner(path: path, uid: status.st_uid)
        }
        return descriptor
    }

    private func readBytes() throws(Failure) -> [UInt8] {
        let descriptor = try openChecked()
        defer { close(descriptor) }
        let longest = 65536
        // One allocation that never grows: a growing array would leave copies of the secret in freed memory.
        var content = [UInt8](repeating: 0, count: longest + 1)
        var length = 0
        while length <= longest {
            let count = content.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress?.advanced(by: length), longest + 1 - length)
            }
            guard count >= 0 else {
                let reason = String(cString: strerror(errno))
                content.eraseBytes()
                throw .unreadable(path: path, reason: reason)
            }
            if count == 0 { break }
            length += count
        }
        guard length <= longest else {
            content.eraseBytes()
            throw .tooLong(path: path)
        }
        content.removeLast(longest + 1 - length)
        return content
    }
}
