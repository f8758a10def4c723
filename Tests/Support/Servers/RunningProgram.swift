import Foundation
import Synchronization

/// A program that was started. With posix_spawn(3), since Foundation's `Process` now and then misses the end of one
/// when many run at once, and passes on blocked signals.
public final class RunningProgram: Sendable {
    /// The process id.
    public let processID: pid_t
    private let end = Mutex<Int32?>(nil)
    private let ended = DispatchGroup()

    /// Taken once: reading it while somebody calls `setenv` is not safe.
    private static let inherited = ProcessInfo.processInfo.environment

    init(
        _ program: String, _ arguments: [String], environment: [String: String], input: String = "/dev/null",
        output: String, errors: String
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        if errors == output {
            posix_spawn_file_actions_adddup2(&actions, 1, 2)
        } else {
            posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        }
        // A thread of Dispatch blocks all signals, and a child inherits that: SIGTERM too.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var words = ([program] + arguments).map { strdup($0) } + [nil]
        var variables = Self.inherited.merging(environment) { _, new in new }.map { strdup("\($0)=\($1)") } + [nil]
        defer { (words + variables).forEach { free($0) } }
        var id = pid_t()
        let status = posix_spawn(&id, program, &actions, &attributes, &words, &variables)
        guard status == 0 else {
            throw Launcher.Failure(description: "\(program): \(String(cString: strerror(status)))")
        }
        processID = id
        ended.enter()
        Thread.detachNewThread { [self, id] in
            var word: Int32 = 0
            while waitpid(id, &word, 0) < 0 && errno == EINTR {}
            // The lowest seven bits are the signal, the next eight the exit status (wait(2)).
            let signal = word & 0x7F
            end.withLock { $0 = signal == 0 ? (word >> 8) & 0xFF : 128 + signal }
            ended.leave()
        }
    }

    /// Whether it has not ended yet.
    public var isRunning: Bool { end.withLock { $0 == nil } }
    /// The exit status, or 128 and the signal that ended it; nil while it runs.
    public var status: Int32? { end.withLock(\.self) }
    /// Sends a signal, if it still runs.
    public func signal(_ number: Int32) { end.withLock { if $0 == nil { _ = kill(processID, number) } } }

    /// Blocks until it has ended; returns the exit status.
    @discardableResult
    public func wait() -> Int32 {
        ended.wait()
        return status ?? -1
    }
}
