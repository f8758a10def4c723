import CLDAP
import Glibc
import Synchronization

/// Ends a TLS handshake that takes too long.
///
/// libldap 2.5 with GnuTLS does not bound the handshake: neither LDAP_OPT_NETWORK_TIMEOUT nor a receive time-out on the
/// socket helps, and against a server that accepts and says nothing it waits until the peer closes (measured: minutes).
/// So a second thread, for the length of the handshake only, shuts the socket down at the deadline, or at once when the
/// connection is closed meanwhile; the blocked read then fails, and so does the handshake.
final class HandshakeWatchdog: Sendable {
    private struct State {
        var isOver = false
        var fired = false
    }

    private let state = Mutex(State())
    private let finished = Wakeup()

    /// Runs `handshake` on this thread. The second value tells whether the watchdog ended it.
    static func run(
        socket: Int32, deadline: Deadline, wakeup: Wakeup, isCancelled: @escaping @Sendable () -> Bool,
        _ handshake: () -> Int32
    ) -> (status: Int32, wasEnded: Bool)? {
        let watchdog = HandshakeWatchdog()
        let started = DedicatedThread.start {
            watchdog.watch(socket: socket, deadline: deadline, wakeup: wakeup, isCancelled: isCancelled)
        }
        guard started else { return nil }
        let status = handshake()
        let fired = watchdog.state.withLock { state in
            state.isOver = true
            return state.fired
        }
        watchdog.finished.signal()
        return (status, fired)
    }

    private func watch(socket: Int32, deadline: Deadline, wakeup: Wakeup, isCancelled: () -> Bool) {
        while true {
            let ended = state.withLock { state in
                if state.isOver { return true }
                guard deadline.isOver || isCancelled() else { return false }
                // Under the lock and only before the end: afterwards the number may mean another socket.
                state.fired = true
                shutdown(socket, Int32(SHUT_RDWR))
                return true
            }
            if ended { return }
            Waiting.wait(
                for: [(finished.descriptor, Int32(POLLIN)), (wakeup.descriptor, Int32(POLLIN))], until: deadline)
            // The wakeup is not drained here: this thread may run on after the handshake, and would swallow one that is
            // meant for the connection's loop. During the handshake only `close` signals it, and that ends the next
            // round.
        }
    }
}
