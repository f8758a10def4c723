import Foundation

/// Ports on loopback that were free a moment ago. Somebody else may take one before it is used: try again then.
public enum FreePort {
    /// So many different ports, free on all of 127.0.0.0/8.
    public static func pick(_ count: Int = 1) throws -> [UInt16] {
        var sockets: [Int32] = []
        defer { sockets.forEach { _ = close($0) } }
        return try (0..<count).map { _ in
            let descriptor = try Loopback.listen(address: INADDR_ANY, backlog: -1)
            sockets.append(descriptor)
            return Loopback.port(of: descriptor)
        }
    }
}

/// A socket that is closed when nobody uses it any more, and not before: a number that is closed while another thread is
/// about to read from it may be somebody else's by then.
final class OwnedSocket: Sendable {
    let number: Int32
    init(_ number: Int32) {
        self.number = number
        // Not for the programs that are started meanwhile: they would keep it open.
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    }
    deinit { close(number) }
    func shutDown() { _ = shutdown(number, Int32(SHUT_RDWR)) }
}

/// Plain sockets for tests.
enum Loopback {
    /// A bound socket on a port that the system chooses; listening unless `backlog` is negative.
    static func listen(address: UInt32 = 0x7F00_0001, backlog: Int32) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = address.bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard descriptor >= 0, bound == 0, backlog < 0 || Glibc.listen(descriptor, backlog) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        return descriptor
    }

    static func port(of descriptor: Int32) -> UInt16 {
        var name = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return UInt16(bigEndian: name.sin_port)
    }

    /// Begins to connect, and does not wait for it.
    static func beginConnecting(to port: UInt16) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        _ = withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return descriptor
    }
}
