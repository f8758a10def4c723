import Glibc
import Synchronization

/// Finds the addresses of a host within a time limit.
///
/// `getaddrinfo` blocks for as long as the resolver likes (two name servers that drop packets: 20 s), so it runs on a
/// thread of its own; when the limit passes that thread is left to end by itself, and nobody looks at what it brings.
final class AddressLookup: Sendable {
    struct Address: Sendable {
        var family: Int32
        /// The `sockaddr` as bytes.
        var bytes: [UInt8]
    }

    private let outcome = Mutex<Result<[Address], Failure>?>(nil)
    private let done = Wakeup()

    struct Failure: Error {
        /// False: the limit passed or the caller gave up.
        var isFinal: Bool
        var explanation: String
    }

    static func addresses(
        host: String, port: UInt16, deadline: Deadline, wakeup: Wakeup, isCancelled: () -> Bool
    ) throws(Failure) -> [Address] {
        if let numeric = try? ask(host: host, port: port, flags: AI_NUMERICHOST | AI_NUMERICSERV) { return numeric }
        let lookup = AddressLookup()
        let started = DedicatedThread.start {
            let outcome = Result { () throws(Failure) in try ask(host: host, port: port, flags: AI_NUMERICSERV) }
            lookup.outcome.withLock { $0 = outcome }
            lookup.done.signal()
        }
        guard started else { throw Failure(isFinal: true, explanation: "no thread for the name lookup") }
        while true {
            if let outcome = lookup.outcome.withLock({ $0 }) { return try outcome.get() }
            guard !deadline.isOver, !isCancelled() else {
                throw Failure(isFinal: false, explanation: "the address of \(host) was not found in time")
            }
            Waiting.wait(
                for: [(lookup.done.descriptor, Int32(POLLIN)), (wakeup.descriptor, Int32(POLLIN))], until: deadline)
            wakeup.drain()
        }
    }

    private static func ask(host: String, port: UInt16, flags: Int32) throws(Failure) -> [Address] {
        var hints = addrinfo()
        hints.ai_flags = flags
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, String(port), &hints, &list)
        guard status == 0 else {
            throw Failure(
                isFinal: true,
                explanation: "the host name \(host) has no address: \(String(cString: gai_strerror(status)))")
        }
        defer { freeaddrinfo(list) }
        var addresses: [Address] = []
        var next = list
        while let info = next?.pointee {
            if let address = info.ai_addr {
                let bytes = UnsafeRawBufferPointer(start: address, count: Int(info.ai_addrlen))
                addresses.append(Address(family: info.ai_family, bytes: Array(bytes)))
            }
            next = info.ai_next
        }
        return addresses
    }
}

/// Waiting for descriptors.
enum Waiting {
    /// Returns when one of them is ready, the deadline has passed, or for no reason (a caller looks again).
    static func wait(for descriptors: [(descriptor: Int32, events: Int32)], until deadline: Deadline?) {
        var list = descriptors.map { pollfd(fd: $0.descriptor, events: Int16($0.events), revents: 0) }
        _ = poll(&list, nfds_t(list.count), deadline?.milliseconds ?? -1)
    }
}
