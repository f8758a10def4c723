import Foundation
import Synchronization

/// Stands between a client and a TLS server and loses messages when asked. It counts TLS records, so it need not read
/// them.
///
/// With libldap each request is one record, and so is each answer. A server certificate for 127.0.0.1 fits the relay
/// too.
public final class Relay: Sendable {
    /// What goes wrong.
    public enum Loss: Sendable {
        /// Requests no longer arrive; the connections stay.
        case requests
        /// Requests arrive, answers do not; the connections stay.
        case answers
        /// The connections break as soon as the next request has arrived.
        case connection
    }

    /// Where it listens, on 127.0.0.1.
    public let port: UInt16
    private let target: UInt16
    private let listener: OwnedSocket
    private struct State {
        var loss: Loss?
        /// How many more requests pass before that.
        var passing = 0
        /// The client's and the server's of each connection.
        var connections: [(client: OwnedSocket, server: OwnedSocket)] = []
        var isOver = false
    }
    private let state = Mutex(State())

    /// Listens at once and passes everything on to the port on 127.0.0.1.
    public init(to target: UInt16) throws {
        self.target = target
        listener = OwnedSocket(try Loopback.listen(backlog: 16))
        port = Loopback.port(of: listener.number)
        let accept: @Sendable () -> Void = { [weak self, listener] in
            while true {
                let client = Glibc.accept(listener.number, nil, nil)
                guard client >= 0 else { return }
                let socket = OwnedSocket(client)
                guard let self else { return }
                self.serve(socket)
            }
        }
        Thread.detachNewThread(accept)
    }

    deinit { stop() }

    /// From now on, and after so many more requests, this goes wrong.
    public func lose(_ loss: Loss, after passing: Int = 0) {
        state.withLock {
            $0.loss = loss
            $0.passing = passing
        }
    }

    /// Everything passes again; what was lost stays lost.
    public func heal() { state.withLock { $0.loss = nil } }

    /// Closes everything.
    public func stop() {
        let sockets = state.withLock { state in
            guard !state.isOver else { return [OwnedSocket]() }
            state.isOver = true
            defer { state.connections = [] }
            return state.connections.flatMap { [$0.client, $0.server] } + [listener]
        }
        sockets.forEach { $0.shutDown() }
    }

    private func serve(_ client: OwnedSocket) {
        let server = OwnedSocket(Loopback.beginConnecting(to: target))
        var ready = pollfd(fd: server.number, events: Int16(POLLOUT), revents: 0)
        poll(&ready, 1, 30_000)
        _ = fcntl(server.number, F_SETFL, 0)
        state.withLock { $0.connections.append((client, server)) }
        Thread.detachNewThread { [weak self] in
            Self.pump(client, server) { self?.requestMayPass() ?? true }
        }
        Thread.detachNewThread { [weak self] in
            Self.pump(server, client) { self?.answerMayPass() ?? true }
        }
    }

    private func requestMayPass() -> Bool {
        let (passes, breaks) = state.withLock { state -> (Bool, Bool) in
            guard let loss = state.loss else { return (true, false) }
            guard state.passing <= 0 else {
                state.passing -= 1
                return (true, false)
            }
            // Below zero: answers to what passed before still go through.
            state.passing = -1
            switch loss {
            case .requests: return (false, false)
            case .answers: return (true, false)
            case .connection: return (true, true)
            }
        }
        if breaks {
            // The request itself is passed on by the caller; the client's side goes first, so no answer can overtake.
            for connection in state.withLock({ $0.connections }) { connection.client.shutDown() }
        }
        return passes
    }

    private func answerMayPass() -> Bool {
        state.withLock { state in
            guard case .answers = state.loss else { return true }
            return state.passing >= 0
        }
    }

    /// Passes whole TLS records (RFC 8446, section 5.1: type, version, length) on, or drops them.
    private static func pump(_ source: OwnedSocket, _ target: OwnedSocket, _ mayPass: () -> Bool) {
        defer { _ = shutdown(target.number, Int32(SHUT_WR)) }
        while let header = exactly(5, from: source.number),
            let body = exactly(Int(header[3]) << 8 | Int(header[4]), from: source.number)
        {
            // 23 is application data.
            guard header[0] != 23 || mayPass() else { continue }
            let record = header + body
            guard send(target.number, record, record.count, Int32(MSG_NOSIGNAL)) == record.count else { return }
        }
    }

    private static func exactly(_ count: Int, from socket: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let read = bytes.withUnsafeMutableBytes {
                recv(socket, $0.baseAddress?.advanced(by: filled), count - filled, 0)
            }
            guard read > 0 else { return nil }
            filled += read
        }
        return bytes
    }
}
