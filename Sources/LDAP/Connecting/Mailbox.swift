import Synchronization

/// What tasks say to the thread of a connection.
final class Mailbox: Sendable {
    enum Command: Sendable {
        case submit(Submission)
        case abandon(ticket: UInt64)
    }

    private struct State {
        var commands: [Command] = []
        var closing = false
        var end: ConnectionFailure?
        var waiters: [@Sendable () -> Void] = []
        var lastTicket: UInt64 = 0
    }

    private let state = Mutex(State())
    let wakeup = Wakeup()

    /// A name for an operation that nobody else has.
    func ticket() -> UInt64 {
        state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
    }

    /// Hands over a command; returns why not if the thread has ended.
    func post(_ command: Command) -> ConnectionFailure? {
        let end = state.withLock { state in
            if state.end == nil { state.commands.append(command) }
            return state.end
        }
        if end == nil { wakeup.signal() }
        return end
    }

    func take() -> [Command] {
        state.withLock { state in
            defer { state.commands = [] }
            return state.commands
        }
    }

    var isClosing: Bool { state.withLock(\.closing) }

    /// Why the connection is over; nil while it is not.
    var end: ConnectionFailure? { state.withLock(\.end) }

    /// Asks the thread to end; `then` runs when it has, and the socket is closed.
    func close(then: @escaping @Sendable () -> Void) {
        let isOver = state.withLock { state in
            guard state.end == nil else { return true }
            state.closing = true
            state.waiters.append(then)
            return false
        }
        if isOver { then() } else { wakeup.signal() }
    }

    /// The thread's last word. Returns commands that nobody will work on.
    func finish(_ end: ConnectionFailure) -> [Command] {
        let (commands, waiters) = state.withLock { state in
            state.end = end
            defer {
                state.commands = []
                state.waiters = []
            }
            return (state.commands, state.waiters)
        }
        waiters.forEach { $0() }
        return commands
    }
}
