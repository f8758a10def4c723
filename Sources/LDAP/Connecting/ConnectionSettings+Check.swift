import Glibc
import Secrets

extension ConnectionSettings {
    /// Finds what would fail, or be unsafe, before anything is sent.
    ///
    /// libldap says nothing useful about a missing or unreadable file, so each is opened here first.
    ///
    /// - Throws: `ConnectionFailure` with `clearTextRefused` or `invalidConfiguration`.
    public func check() throws(ConnectionFailure) {
        guard server.scheme != .ldapi else { return }
        guard let tls, server.scheme == .ldaps || tls.startTLS else {
            guard server.scheme == .ldap else {
                throw failure(
                    .invalidConfiguration,
                    "ldaps:// needs tls.caFile: the authority that signed the server's certificate")
            }
            throw failure(
                .clearTextRefused,
                "refusing to speak clear-text LDAP: use ldaps://, set tls.startTLS to true, "
                    + "or use ldapi:// on this machine"
            )
        }
        if server.scheme == .ldaps, tls.startTLS {
            throw failure(
                .invalidConfiguration, "tls.startTLS is for ldap:// only; an ldaps:// connection is TLS from the start")
        }
        try requirePEM(tls.caFile, setting: "tls.caFile")
        guard (tls.certificateFile == nil) == (tls.keyFile == nil) else {
            throw failure(.invalidConfiguration, "tls.certificateFile and tls.keyFile must be set together")
        }
        if let certificateFile = tls.certificateFile { try requirePEM(certificateFile, setting: "tls.certificateFile") }
        if let keyFile = tls.keyFile { try requirePEM(keyFile, setting: "tls.keyFile") }
    }

    private func requirePEM(_ path: String, setting: String) throws(ConnectionFailure) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw failure(.invalidConfiguration, "\(setting): cannot read \(path): \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw failure(.invalidConfiguration, "\(setting): \(path) is not a regular file")
        }
        guard Self.containsPEM(descriptor) else {
            throw failure(.invalidConfiguration, "\(setting): \(path) is not a PEM file (no -----BEGIN line in it)")
        }
    }

    /// Looks for the mark in pieces that overlap, in a buffer that is overwritten: the file may be a key.
    private static func containsPEM(_ descriptor: Int32) -> Bool {
        let mark = Array("-----BEGIN ".utf8)
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        defer { buffer.eraseBytes() }
        var kept = 0
        while true {
            let count = buffer.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress?.advanced(by: kept), $0.count - kept)
            }
            guard count > 0 else { return false }
            let filled = buffer[..<(kept + count)]
            if filled.indices.contains(where: { filled[$0...].starts(with: mark) }) { return true }
            kept = min(mark.count, filled.count)
            buffer.replaceSubrange(..<kept, with: filled.suffix(kept))
        }
    }

    func failure(_ reason: ConnectionFailure.Reason, _ explanation: String) -> ConnectionFailure {
        ConnectionFailure(
            phase: .connect, reason: reason, requestSent: false, server: server.description, explanation: explanation)
    }
}
