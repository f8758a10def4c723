import Glibc

/// Tells systemd how the service is (sd_notify(3)), without libsystemd: one datagram to the socket that it names.
package enum ServiceNotifier {
    /// The service answers.
    package static let ready = "READY=1\n"
    /// The service ends.
    package static let stopping = "STOPPING=1\n"

    /// Does nothing when no supervisor asked to be told.
    @discardableResult
    package static func tell(
        _ state: String, socketPath: String? = getenv("NOTIFY_SOCKET").map { String(cString: $0) }
    ) -> Bool {
        guard let socketPath, let first = socketPath.first, first == "/" || first == "@" else { return false }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var path = Array(socketPath.utf8)
        // '@' stands for the NUL byte of an abstract name (unix(7)).
        if first == "@" { path[0] = 0 }
        guard path.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let bytes = Array(state.utf8)
        let sent = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, socklen_t(offset + path.count))
            }
        }
        return sent == bytes.count
    }
}
