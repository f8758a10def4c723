import Daemon
import Foundation

extension AgentConfiguration {
    /// Reads and checks a file. The first problem is thrown; nothing is contacted.
    ///
    /// - Throws: `ConfigurationProblem`.
    package static func read(_ path: String) throws(ConfigurationProblem) -> AgentConfiguration {
        let text = try ConfigurationFile.text(path)
        return try parse(text, file: URL(fileURLWithPath: path).standardizedFileURL.path)
    }

    static func parse(_ text: String, file: String) throws(ConfigurationProblem) -> AgentConfiguration {
        let root = try ConfigurationFile.root(
            of: text, file: file,
            known: [
                "cloud", "state", "directory", "writeback", "sync", "journal", "control", "health", "log", "language",
            ],
            later: ["metrics"])
        let state = try root.section("state", known: ["directory"])
        let stateDirectory = try state.filePath("directory") ?? "/var/lib/writeback"
        return AgentConfiguration(
            path: file, cloud: try CloudSettings(root), state: StateSettings(directory: stateDirectory),
            directory: try DirectoryConfiguration(root), writeback: try WritebackSettings(root),
            sync: try SyncSettings(root),
            journal: try JournalSettings(root, stateDirectory: stateDirectory), control: try ControlSettings(root),
            health: try HealthSettings(root), log: try LogSettings(root),
            language: try root.choice("language", default: .auto))
    }
}

extension CloudSettings {
    init(_ root: ConfigurationSection) throws(ConfigurationProblem) {
        let section = try root.section("cloud", known: ["url", "tenant", "caFile"], later: ["proxy"])
        var url = try section.requiredText("url")
        guard url.hasPrefix("https://"), let host = URL(string: url)?.host(), !host.isEmpty else {
            throw section.problem(
                "url", "must begin with https:// and name a host: passwords never travel in clear text")
        }
        while url.hasSuffix("/") { url.removeLast() }
        self.url = url
        tenant = try section.requiredText("tenant")
        caFile = try section.filePath("caFile")
    }
}

extension WritebackSettings {
    init(_ root: ConfigurationSection) throws(ConfigurationProblem) {
        let section = try root.section(
            "writeback", known: ["enabled", "unlock", "forceChange", "maxConcurrent", "maxClockSkew"],
            later: ["limits"])
        enabled = try section.flag("enabled", default: true)
        unlock = try section.flag("unlock", default: true)
        forceChange = try section.flag("forceChange", default: true)
        maxConcurrent = try section.number("maxConcurrent", default: 4, in: 1...64)
        maxClockSkew = try section.duration("maxClockSkew", default: .seconds(120), in: .seconds(1)...(.seconds(600)))
    }
}

extension SyncSettings {
    init(_ root: ConfigurationSection) throws(ConfigurationProblem) {
        let section = try root.section("sync", known: ["enabled", "interval"], later: ["attributes"])
        enabled = try section.flag("enabled", default: true)
        interval = try section.duration("interval", default: .seconds(120), in: .seconds(5)...(.seconds(7 * 86400)))
    }
}

extension JournalSettings {
    init(_ root: ConfigurationSection, stateDirectory: String) throws(ConfigurationProblem) {
        let section = try root.section("journal", known: ["path", "retain"])
        path = try section.filePath("path") ?? "\(stateDirectory)/journal.sqlite"
        retain = try section.duration(
            "retain", default: .seconds(30 * 86400), in: .seconds(86400)...(.seconds(3650 * 86400)))
    }
}

extension ControlSettings {
    init(_ root: ConfigurationSection) throws(ConfigurationProblem) {
        let section = try root.section("control", known: ["socket", "group"])
        socket = try section.filePath("socket") ?? "/run/writeback/control.sock"
        guard socket.utf8.count <= 107 else {
            throw section.problem(
                "socket", "the path of a Unix socket has at most 107 bytes; this one has \(socket.utf8.count)")
        }
        group = try section.text("group")
    }
}

extension HealthSettings {
    init(_ root: ConfigurationSection) throws(ConfigurationProblem) {
        let section = try root.section("health", known: ["interval"], later: ["probeAccount"])
        interval = try section.duration("interval", default: .seconds(5), in: .seconds(1)...(.seconds(60)))
    }
}

extension LogSettings {
    init(_ root: ConfigurationSection) throws(ConfigurationProblem) {
        let section = try root.section("log", known: ["level", "format"])
        level = try section.choice("level", default: .info)
        format = try section.choice("format", default: .text)
    }
}
