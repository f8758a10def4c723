import Daemon
import Directory
import Foundation
import LDAP
import Testing

@testable import Agent

@Suite struct ConfigurationTests {
    static let smallest = """
        cloud:
          url: https://gateway.example:8443/
          tenant: t1
          caFile: ca.pem
        directory:
          servers: [ldaps://127.0.0.1:636]
          tls: {caFile: /etc/ca.pem}
          bind:
            dn: cn=agent,dc=example,dc=org
            passwordFile: secret
          users: {base: "ou=people,dc=example,dc=org"}
        """

    private func parse(_ text: String) throws(ConfigurationProblem) -> AgentConfiguration {
        try AgentConfiguration.parse(text, file: "/etc/writeback/agent.yaml")
    }

    @Test func theSmallestFileHasDefaultsAndPathsBesideIt() throws {
        let configuration = try parse(Self.smallest)
        #expect(configuration.cloud.url == "https://gateway.example:8443")
        #expect(configuration.cloud.caFile == "/etc/writeback/ca.pem")
        #expect(configuration.directory.passwordFile == "/etc/writeback/secret")
        #expect(configuration.state.directory == "/var/lib/writeback")
        #expect(configuration.journal.path == "/var/lib/writeback/journal.sqlite")
        #expect(configuration.control.socket == "/run/writeback/control.sock")
        #expect(configuration.health.interval == .seconds(5))
        #expect(configuration.sync.interval == .seconds(120))
        #expect(configuration.directory.settings.loginAttribute == "mail")
        #expect(configuration.writeback.maxConcurrent == 4)
    }

    /// Each change to the file, and the end of the sentence that says what is wrong with it, line first.
    static let broken: [(find: String, put: String, says: String)] = [
        ("tenant: t1", "tenent: t1", "agent.yaml:3: unknown key \"cloud.tenent\"; did you mean \"tenant\"?"),
        ("  tenant: t1\n", "", "agent.yaml:2: the key \"cloud.tenant\" is missing; it must be set"),
        ("directory:", "direktory:", "agent.yaml:5: unknown key \"direktory\"; did you mean \"directory\"?"),
        (
            "ldaps://127", "ldap://127",
            "agent.yaml:6: directory.servers: ldap://127.0.0.1:636 would send passwords in clear text"
        ),
        ("ldaps://127", "http://127", "agent.yaml:6: directory.servers: "),
        ("[ldaps://127.0.0.1:636]", "[]", "agent.yaml:6: directory.servers: at least one server"),
        (
            "tls: {caFile: /etc/ca.pem}", "tls: {}",
            "agent.yaml:6: directory.servers: ldaps://127.0.0.1:636 needs directory.tls.caFile"
        ),
        (
            "tls: {caFile: /etc/ca.pem}", "tls: {caFile: /c, minimum: \"1.1\"}",
            "agent.yaml:7: directory.tls.minimum: must be one of 1.2, 1.3"
        ),
        ("https://gateway", "http://gateway", "agent.yaml:2: cloud.url: must begin with https://"),
        ("caFile: ca.pem", "proxy: x", "agent.yaml:4: cloud.proxy is not supported by this version; remove it"),
        (
            "passwordFile: secret", "passwordFile: secret\n    method: gssapi",
            "agent.yaml:11: directory.bind.method: gssapi is not supported"
        ),
        ("bind:", "kind: freeipa\n  bind:", "agent.yaml:8: directory.kind: freeipa is not supported by this version"),
        ("bind:", "protected: {groups: [x]}\n  bind:", "agent.yaml:8: directory.protected.groups is not supported"),
        (
            "bind:", "timeouts: {bind: 5}\n  bind:",
            "agent.yaml:8: directory.timeouts.bind: must be a number and its unit"
        ),
        ("bind:", "write: modify\n  bind:", "agent.yaml:8: directory.write: modify needs directory.serverHashes: true"),
        (
            "users: {base: \"ou=people,dc=example,dc=org\"}", "users: {base: people}",
            "agent.yaml:11: directory.users.base: "
        ),
        (
            "users: {base: \"ou=people,dc=example,dc=org\"}", "users: {base: \"dc=x\", filter: \"(a=\"}",
            "agent.yaml:11: directory.users.filter: "
        ),
        ("directory:", "health: {interval: 0s}\ndirectory:", "agent.yaml:5: health.interval: must lie between"),
        ("directory:", "metrics: {listen: x}\ndirectory:", "agent.yaml:5: metrics is not supported by this version"),
        ("directory:", "log: {level: loud}\ndirectory:", "agent.yaml:5: log.level: must be one of"),
        ("directory:", "cloud: {}\ndirectory:", "is not YAML: the key"),
        ("directory:", "\t- {", "is not YAML: "),
    ]

    @Test(arguments: broken) func whatIsWrongIsSaidWithItsLine(_ change: (find: String, put: String, says: String))
        throws
    {
        let text = Self.smallest.replacing(change.find, with: change.put, maxReplacements: 1)
        try #require(text != Self.smallest)
        let problem = #expect(throws: ConfigurationProblem.self) { try parse(text) }
        let said = problem?.description ?? ""
        #expect(said.hasPrefix("/etc/writeback/agent.yaml:") && said.contains(change.says), "\(said)")
    }

    @Test func aMissingFileIsNamed() {
        let problem = #expect(throws: ConfigurationProblem.self) { try AgentConfiguration.read("/nowhere/agent.yaml") }
        #expect(problem?.description.hasPrefix("/nowhere/agent.yaml: cannot be read") == true)
    }

    @Test func durationsNeedAUnit() {
        #expect(DurationText.duration("500ms") == .milliseconds(500))
        #expect(DurationText.duration("10m") == .seconds(600))
        #expect(DurationText.duration("7d") == .seconds(604_800))
        for text in ["", "5", "s", "-5s", "5 s", "1.5s", "99999999999999999999s"] {
            #expect(DurationText.duration(text) == nil)
        }
    }

    @Test func theExampleInConfigIsRead() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Config")
        let configuration = try AgentConfiguration.read(folder.appendingPathComponent("agent.yaml").path)
        #expect(configuration.sync.enabled)
        // The parts for each kind, after a cloud.
        let cloud = "cloud: {url: \"https://gateway.example:8443/\", tenant: t1, caFile: ca.pem}\n"
        for (name, kind) in [("openldap", KindName.openLDAP), ("389ds", .directoryServer389)] {
            let part = try String(
                contentsOf: folder.appendingPathComponent("directories/\(name).yaml"), encoding: .utf8)
            let settings = try parse(cloud + part).directory.settings
            #expect(settings.kind == kind && settings.defaultPolicy != nil)
        }
        #expect(try parse(Self.smallest).directory.settings.anchorAttribute == nil)
    }
}
