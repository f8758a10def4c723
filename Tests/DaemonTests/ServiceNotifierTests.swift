import Daemon
import Foundation
import Testing

@Suite struct ServiceNotifierTests {
    /// A socket as systemd has one, at a path or under an abstract name ('@').
    private final class Supervisor {
        let descriptor: Int32
        let name: String

        init(name: String) throws {
            self.name = name
            descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            var bytes = Array(name.utf8)
            if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
            let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
            let bound = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
            }
            try #require(bound == 0)
        }

        deinit {
            close(descriptor)
            unlink(name)
        }

        func next() -> String {
            var buffer = [UInt8](repeating: 0, count: 256)
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : ""
        }
    }

    @Test(arguments: ["/tmp/writeback-notify.\(getpid())", "@writeback-notify.\(getpid())"])
    func theSupervisorHears(name: String) throws {
        let supervisor = try Supervisor(name: name)
        #expect(ServiceNotifier.tell(ServiceNotifier.ready, socketPath: name))
        #expect(supervisor.next() == "READY=1\n")
        #expect(ServiceNotifier.tell(ServiceNotifier.stopping, socketPath: name))
        #expect(supervisor.next() == "STOPPING=1\n")
    }

    @Test func withoutASupervisorNothingHappens() {
        #expect(!ServiceNotifier.tell(ServiceNotifier.ready, socketPath: nil))
        #expect(!ServiceNotifier.tell(ServiceNotifier.ready, socketPath: "relative"))
        #expect(!ServiceNotifier.tell(ServiceNotifier.ready, socketPath: "/nonexistent/socket"))
        #expect(!ServiceNotifier.tell(ServiceNotifier.ready, socketPath: "/" + String(repeating: "x", count: 200)))
    }
}
