import Glibc

extension SecretFile {
    /// Why a secret could not be stored; `reason` is the system's own text.
    public struct WriteFailure: Error, Hashable, Sendable, CustomStringConvertible {
        /// The file that was to be written.
        public let path: String
        /// The system's own text.
        public let reason: String
        /// One sentence that names the file.
        public var description: String { "cannot write \(path): \(reason)" }
    }

    /// Stores the content so that after a crash either the old or the new file is there, whole, with mode 0600.
    ///
    /// - Throws: `WriteFailure`.
    public func write(_ content: some Sequence<UInt8>) throws(WriteFailure) {
        var bytes = Array(content)
        defer { bytes.eraseBytes() }
        let temporary = "\(path).new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure() }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            }
            guard count > 0 else {
                let failure = failure()
                close(descriptor)
                unlink(temporary)
                throw failure
            }
            written += count
        }
        guard fsync(descriptor) == 0, close(descriptor) == 0, rename(temporary, path) == 0 else { throw failure() }
        syncFolder()
    }

    private func syncFolder() {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private func failure() -> WriteFailure { WriteFailure(path: path, reason: String(cString: strerror(errno))) }
}
