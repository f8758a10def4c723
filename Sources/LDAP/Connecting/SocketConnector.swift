import Glibc

/// Connects a socket to a server within a time limit.
///
/// libldap could do this too, but then neither the limit nor the reason of a failure would be ours.
struct SocketConnector {
    let settings: ConnectionSettings
    let deadline: Deadline
    let wakeup: Wakeup
    let isCancelled: () -> Bool

    /// A connected socket that does not block.
    func connect() throws(ConnectionFailure) -> Int32 {
        switch settings.server.endpoint {
        case .local(let path):
            return try connect(to: [Self.localAddress(path)])
        case .network(let host, let port):
            let addresses: [AddressLookup.Address]
            do {
                addresses = try AddressLookup.addresses(
                    host: host, port: port, deadline: deadline, wakeup: wakeup, isCancelled: isCancelled)
            } catch {
                throw isCancelled()
                    ? closed() : settings.failure(error.isFinal ? .nameNotResolved : .timedOut, error.explanation)
            }
            return try connect(to: addresses)
        }
    }

    /// Tries one address after the other; each gets its share of the time, so that a dead first one leaves some for the
    /// rest.
    private func connect(to addresses: [AddressLookup.Address]) throws(ConnectionFailure) -> Int32 {
        var failure = settings.failure(.nameNotResolved, "the host name has no address")
        for (index, address) in addresses.enumerated() {
            do {
                return try connect(to: address, until: deadline.share(of: addresses.count - index))
            } catch {
                failure = error
                if error.reason == .closed { break }
            }
        }
        throw failure
    }

    private func connect(to address: AddressLookup.Address, until end: Deadline) throws(ConnectionFailure) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(address.family, kind, 0)
        guard descriptor >= 0 else { throw failure(errno) }
        let status = address.bytes.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) {
                Glibc.connect(descriptor, $0.baseAddress, socklen_t(bytes.count))
            }
        }
        var error = status == 0 ? 0 : errno
        while error == EINPROGRESS {
            guard !isCancelled(), !end.isOver else {
                close(descriptor)
                throw isCancelled()
                    ? closed() : settings.failure(.timedOut, "no answer to the attempt to connect within the limit")
            }
            Waiting.wait(for: [(descriptor, Int32(POLLOUT)), (wakeup.descriptor, Int32(POLLIN))], until: end)
            wakeup.drain()
            error = Self.progress(descriptor)
        }
        guard error == 0 else {
            close(descriptor)
            throw failure(error)
        }
        if address.family != AF_UNIX { Self.tune(descriptor) }
        return descriptor
    }

    /// 0 when connected, `EINPROGRESS` while nobody knows, else the error.
    private static func progress(_ descriptor: Int32) -> Int32 {
        var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&ready, 1, 0) > 0 else { return EINPROGRESS }
        var error: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length)
        return error
    }

    /// Small requests leave at once; a dead peer or a firewall that forgot us is noticed within two minutes while idle.
    private static func tune(_ descriptor: Int32) {
        func set(_ level: Int32, _ option: Int32, _ value: Int32) {
            var value = value
            setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
        }
        set(Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        set(SOL_SOCKET, SO_KEEPALIVE, 1)
        set(Int32(IPPROTO_TCP), TCP_KEEPIDLE, 60)
        set(Int32(IPPROTO_TCP), TCP_KEEPINTVL, 15)
        set(Int32(IPPROTO_TCP), TCP_KEEPCNT, 4)
    }

    private static func localAddress(_ path: String) -> AddressLookup.Address {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        return AddressLookup.Address(family: AF_UNIX, bytes: withUnsafeBytes(of: address) { Array($0) })
    }

    private func closed() -> ConnectionFailure {
        settings.failure(.closed, "the connection was closed before it was open")
    }

    private func failure(_ error: Int32) -> ConnectionFailure {
        let text = String(cString: strerror(error))
        return switch error {
        case ECONNREFUSED:
            settings.failure(.connectionRefused, "nobody listens there (\(text)): is the server running?")
        case ENOENT: settings.failure(.connectionRefused, "there is no such socket (\(text)): is the server running?")
        case ETIMEDOUT: settings.failure(.timedOut, "no answer to the attempt to connect (\(text))")
        default: settings.failure(.unreachable, "cannot connect: \(text)")
        }
    }
}
