import AsyncHTTPClient
import Foundation
import NIOSSL
import Support

/// The topology that `Packaging/quickstart` starts, from the programs that are already built; one for the whole run.
final class Quickstart: Sendable {
    /// What the proof of the first start printed.
    let transcript: String
    let folder: String
    let environment: [String: String]
    let client: HTTPClient

    static let shared = Task { try await Launcher.offPool { try Quickstart() } }

    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    private init() throws {
        folder = try Self.folder() + "/shared"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        transcript = try Self.run(folder: folder, []).output
        environment = try Self.assignments(in: folder + "/env")
        var configuration = HTTPClient.Configuration()
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .file(folder + "/tls/ca.pem")
        configuration.tlsConfiguration = tls
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Runs `Packaging/quickstart` on the folder of this run.
    @discardableResult
    static func run(folder: String, _ words: [String], accepting: Set<Int32> = [0]) throws -> Launcher.Output {
        try Launcher.run(
            repository + "/Packaging/quickstart", words + ["--skip-build", "--dir", folder], accepting: accepting)
    }

    /// One value of `env`. A missing name is a failure of the test that asks.
    subscript(name: String) -> String { environment[name] ?? "missing: \(name)" }

    /// The process id in `env` may be that of an earlier start; the files of the running ones are newer.
    func processID(_ name: String) -> pid_t {
        let text = (try? String(contentsOfFile: folder + "/run/\(name).pid", encoding: .utf8)) ?? ""
        return text.split(separator: " ").first.flatMap { pid_t($0) } ?? -1
    }

    func signal(_ name: String, _ number: Int32) {
        let id = processID(name)
        if id > 0 { kill(id, number) }
    }

    /// Below it are the topologies of this run. `Tests/run` names it, and stops whatever is left in it even if this process
    /// dies.
    static func folder() throws -> String { try whole.get() }

    private static let whole = Result { () throws -> String in
        if let folder = ProcessInfo.processInfo.environment["WRITEBACK_E2E_DIR"] { return folder }
        let folder = NSTemporaryDirectory() + "/writeback-e2e.\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        leftover.withLock { $0 = folder }
        atexit {
            guard let folder = leftover.withLock({ $0 }) else { return }
            _ = try? Quickstart.run(folder: folder + "/shared", ["down"])
            try? FileManager.default.removeItem(atPath: folder)
        }
        return folder
    }

    private static func assignments(in file: String) throws -> [String: String] {
        let script = "set -a; . '\(file)'; env -0"
        let output = try Launcher.run("/usr/bin/env", ["-i", "/bin/bash", "-c", script]).output
        return Dictionary(
            output.split(separator: "\0").compactMap { line in
                line.firstIndex(of: "=").map { (String(line[..<$0]), String(line[line.index(after: $0)...])) }
            }, uniquingKeysWith: { $1 })
    }
}
