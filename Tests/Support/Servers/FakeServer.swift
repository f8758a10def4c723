import Foundation
import Synchronization

/// A TCP server on loopback that misbehaves as asked.
public final class FakeServer: Sendable {
    /// What it does with each connection.
    public enum Behaviour: Sendable {
        /// Accepts and says nothing.
        case silent
        /// Accepts and closes.
        case closes
        /// Does not even accept: a connection is never established.
        case neverAccepts
        /// Answers the first bytes that arrive with these, then says nothing.
        case answers([UInt8])
        /// Answers the first bytes that arrive with these, then closes.
        case answersAndCloses([UInt8])
    }

    /// Where it listens, on 127.0.0.1.
    public let port: UInt16
    private let behaviour: Behaviour
    private let listener: OwnedSocket
    private struct State {
        var connections: [OwnedSocket] = []
        var received: [UInt8] = []
        var isOver = false
    }
    private let state = Mutex(State())

    /// Listens at once.
    public init(_ behaviour: Behaviour) throws {
        self.behaviour = behaviour
        if case .neverAccepts = behaviour {
            listener = OwnedSocket(try Loopback.listen(backlog: 0))
            port = Loopback.port(of: listener.number)
            // A full queue makes the system drop further attempts.
            let fillers = (0..<4).map { [port] _ in OwnedSocket(Loopback.beginConnecting(to: port)) }
            state.withLock { $0.connections = fillers }
            return
        }
        listener = OwnedSocket(try Loopback.listen(backlog: 16))
        port = Loopback.port(of: listener.number)
        // The thread holds no reference, so that forgetting the server ends it.
        let accept: @Sendable () -> Void = { [weak self, listener] in
            while true {
                let connection = Glibc.accept(listener.number, nil, nil)
                guard connection >= 0 else { return }
                let socket = OwnedSocket(connection)
                guard let self else { return }
                self.serve(socket)
            }
        }
        Thread.detachNewThread(accept)
    }

    deinit { stop() }

    /// Everything that has arrived so far.
    public var received: [UInt8] { state.withLock(\.received) }

    /// How many connections it has accepted.
    public var connectionCount: Int { state.withLock(\.connections.count) }

    /// Ends everything.
    public func stop() {
        let sockets = state.withLock { state in
            guard !state.isOver else { return [OwnedSocket]() }
            state.isOver = true
            defer { state.connections = [] }
            return state.connections + [listener]
        }
        sockets.forEach { $0.shutDown() }
    }

    private func serve(_ connection: OwnedSocket) {
        if case .closes = behaviour { return }
        state.withLock { $0.connections.append(connection) }
        Thread.detachNewThread { [behaviour, weak self] in
            var buffer = [UInt8](repeating: 0, count: 4096)
            var hasAnswered = false
            while true {
                let count = read(connection.number, &buffer, buffer.count)
                guard count > 0 else { return }
                self?.state.withLock { $0.received += buffer[..<count] }
                switch behaviour {
                case .answers(let bytes) where !hasAnswered:
                    _ = send(connection.number, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                case .answersAndCloses(let bytes):
                    _ = send(connection.number, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                    connection.shutDown()
                default: break
                }
                hasAnswered = true
            }
        }
    }
}
