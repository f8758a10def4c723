import Daemon
import Foundation
import Logging
import Writeback

extension GatewayConfiguration {
    /// Reads the file.
    ///
    /// - Throws: `ConfigurationProblem`.
    package static func load(path: String) throws(ConfigurationProblem) -> GatewayConfiguration {
        try parse(try ConfigurationFile.text(path), file: path)
    }

    /// Parses the file's text. Relative paths are meant from the file's folder.
    ///
    /// - Throws: `ConfigurationProblem`.
    package static func parse(_ text: String, file: String) throws(ConfigurationProblem) -> GatewayConfiguration {
        let top = try ConfigurationFile.root(
            of: text, file: file, known: ["listen", "store", "keys", "requests", "health", "log", "language"],
            later: ["metrics"])
        let listen = try top.section("listen", known: ["address", "port", "publicURL", "tls"])
        let tls = try listen.section("tls", known: ["certificateFile", "keyFile"])
        let requests = try top.section("requests", known: ["maxAge", "lease"])
        let health = try top.section("health", known: ["silentAfter"])
        let log = try top.section("log", known: ["level", "format"])
        return GatewayConfiguration(
            listen: Listen(
                address: try listen.text("address") ?? "127.0.0.1",
                port: try listen.requiredNumber("port", in: 0...65535),
                publicURL: try publicURL(of: listen),
                certificateFile: try tls.requiredFilePath("certificateFile"),
                keyFile: try tls.requiredFilePath("keyFile")),
            storePath: try top.section("store", known: ["path"]).requiredFilePath("path"),
            keysDirectory: try top.section("keys", known: ["directory"]).requiredFilePath("directory"),
            requests: Requests(
                maxAge: try seconds(requests, "maxAge", default: 600, in: 10...86400),
                lease: try seconds(requests, "lease", default: 30, in: 5...300)),
            silentAfter: try seconds(health, "silentAfter", default: 40, in: 20...3600),
            logLevel: try log.choice("level", default: .info),
            logFormat: try log.choice("format", default: .text),
            language: try top.choice("language", default: .en))
    }

    private static func seconds(
        _ section: ConfigurationSection, _ key: String, default standard: Int, in range: ClosedRange<Int>
    ) throws(ConfigurationProblem) -> Double {
        let duration = try section.duration(
            key, default: .seconds(standard), in: .seconds(range.lowerBound)...(.seconds(range.upperBound)))
        return duration / .seconds(1)
    }

    private static func publicURL(of listen: ConfigurationSection) throws(ConfigurationProblem) -> String? {
        guard var text = try listen.text("publicURL") else { return nil }
        while text.hasSuffix("/") { text.removeLast() }
        guard let url = URL(string: text), url.scheme == "https", url.host?.isEmpty == false, url.query == nil,
            url.path.isEmpty
        else { throw listen.problem("publicURL", "must be https://HOST or https://HOST:PORT") }
        return text
    }
}
