import Foundation

/// Starts programs that die with this process.
public enum Launcher {
    /// A program that ran to its end.
    public struct Output: Sendable {
        /// The exit status; 128 and more is a signal.
        public var status: Int32
        /// What it wrote on standard output.
        public var output: String
        /// What it wrote on standard error.
        public var errors: String
    }

    /// A program did not end well.
    public struct Failure: Error, CustomStringConvertible {
        /// The program and what it said.
        public let description: String
        /// A failure in words.
        public init(description: String) { self.description = description }
    }

    /// Starts a program and returns; its output goes to a file. It dies when this process does.
    ///
    /// `setpriv --pdeathsig` does that, but the signal comes when the *thread* ends that started the program
    /// (prctl(2), PR_SET_PDEATHSIG). So it is started from one thread that never ends.
    public static func start(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], log: String
    ) throws -> RunningProgram {
        let arguments = ["--pdeathsig", "KILL", program] + arguments
        return try thread.perform {
            try RunningProgram("/usr/bin/setpriv", arguments, environment: environment, output: log, errors: log)
        }
    }

    /// Runs a program to its end.
    @discardableResult
    public static func run(
        _ program: String, _ arguments: [String], input: String = "", environment: [String: String] = [:],
        accepting: Set<Int32> = [0]
    ) throws -> Output {
        let folder = try TemporaryFolder("run")
        let running = try RunningProgram(
            program, arguments, environment: environment, input: try folder.write("in", input),
            output: folder.file("out"), errors: folder.file("err"))
        func text(_ name: String) -> String {
            String(decoding: FileManager.default.contents(atPath: folder.file(name)) ?? Data(), as: UTF8.self)
        }
        let result = Output(status: running.wait(), output: text("out"), errors: text("err"))
        guard accepting.contains(result.status) else {
            let words = ([program] + arguments).joined(separator: " ")
            throw Failure(description: "\(words): \(result.status): \(result.errors)\(result.output)")
        }
        return result
    }

    /// Runs blocking work on a thread of its own, so that no thread of the cooperative pool waits for it.
    public static func offPool<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
        }
    }

    private static let thread = LaunchingThread()
}

/// A thread that lives as long as the process and does one thing after the other.
private final class LaunchingThread: Sendable {
    /// `@unchecked Sendable`: every access to `work` is between `lock` and `unlock` of the condition.
    private final class Queue: @unchecked Sendable {
        let condition = NSCondition()
        var work: [@Sendable () -> Void] = []
    }
    private let queue = Queue()

    init() {
        Thread.detachNewThread { [queue] in
            while true {
                queue.condition.lock()
                while queue.work.isEmpty { queue.condition.wait() }
                let next = queue.work.removeFirst()
                queue.condition.unlock()
                next()
            }
        }
    }

    /// `@unchecked Sendable`: written before the semaphore is signalled, read after it was waited for.
    private final class Outcome: @unchecked Sendable { var result: Result<RunningProgram, any Error>? }

    func perform(_ body: @escaping @Sendable () throws -> RunningProgram) throws -> RunningProgram {
        let outcome = Outcome()
        let done = DispatchSemaphore(value: 0)
        queue.condition.lock()
        queue.work.append {
            outcome.result = Result { try body() }
            done.signal()
        }
        queue.condition.signal()
        queue.condition.unlock()
        done.wait()
        guard let result = outcome.result else { throw Launcher.Failure(description: "nothing was started") }
        return try result.get()
    }
}
