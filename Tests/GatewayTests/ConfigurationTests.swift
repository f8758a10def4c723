import Daemon
import Foundation
import Testing

@testable import Gateway

@Suite struct ConfigurationTests {
    static let smallest = """
        listen:
          port: 8443
          tls:
            certificateFile: chain.pem
            keyFile: server.key
        store:
          path: data/gateway.sqlite
        keys:
          directory: keys
        """

    private func failure(_ text: String) -> String? {
        do {
            _ = try GatewayConfiguration.parse(text, file: "/etc/w/gateway.yaml")
            return nil
        } catch {
            return error.description
        }
    }

    @Test func theSmallestFileHasDefaultsForTheRest() throws {
        let configuration = try GatewayConfiguration.parse(Self.smallest, file: "/etc/w/gateway.yaml")
        #expect(configuration.listen.address == "127.0.0.1")
        #expect(configuration.listen.publicURL == nil)
        #expect(configuration.storePath == "/etc/w/data/gateway.sqlite")
        #expect(configuration.keysDirectory == "/etc/w/keys")
        #expect(configuration.requests.maxAge == 600)
        #expect(configuration.requests.lease == 30)
        #expect(configuration.silentAfter == 40)
        #expect(configuration.language == .en)
    }

    @Test func everythingThatCanBeSet() throws {
        let text =
            Self.smallest.replacing("port: 8443", with: "port: 0\n  publicURL: https://w.example.org:9443/") + """

                requests: { maxAge: 5m, lease: 45s }
                health: { silentAfter: 1m30s }
                log: { level: debug, format: json }
                language: ko
                """
        let configuration = try GatewayConfiguration.parse(text, file: "/etc/w/gateway.yaml")
        #expect(configuration.listen.publicURL == "https://w.example.org:9443")
        #expect(configuration.storePath == "/etc/w/data/gateway.sqlite")
        #expect(configuration.requests.maxAge == 300)
        #expect(configuration.requests.lease == 45)
        #expect(configuration.silentAfter == 90)
        #expect(configuration.logFormat == .json)
        #expect(configuration.language == .ko)
    }

    @Test func theAnnotatedExampleCanBeRead() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Config/gateway.yaml").path
        let configuration = try GatewayConfiguration.load(path: file)
        #expect(configuration.requests.maxAge == 600)
        #expect(configuration.silentAfter == 40)
    }

    @Test(arguments: [
        (
            smallest.replacing("store:", with: "stroe:"),
            "/etc/w/gateway.yaml:6: unknown key \"stroe\"; did you mean \"store\"?"
        ),
        (
            smallest.replacing("keyFile: server.key", with: "keyfile: server.key"),
            "/etc/w/gateway.yaml:5: unknown key \"listen.tls.keyfile\"; did you mean \"keyFile\"?"
        ),
        (
            smallest + "\nrequests:\n  zebra: 1",
            "/etc/w/gateway.yaml:11: unknown key \"requests.zebra\"; known here: maxAge, lease"
        ),
        (
            smallest.replacing("    keyFile: server.key\n", with: ""),
            "/etc/w/gateway.yaml:4: the key \"listen.tls.keyFile\" is missing; it must be set"
        ),
        (
            smallest.replacing("8443", with: "70000"),
            "/etc/w/gateway.yaml:2: listen.port: must be a whole number from 0 to 65535"
        ),
        (
            smallest + "\nhealth: { silentAfter: soon }",
            "/etc/w/gateway.yaml:10: health.silentAfter: must be a number and its unit, such as 500ms, 5s, 10m, 2h or 7d"
        ),
        (smallest + "\nlanguage: fr", "/etc/w/gateway.yaml:10: language: must be one of en, ko"),
        (
            smallest.replacing("port: 8443", with: "port: 8443\n  publicURL: http://x"),
            "/etc/w/gateway.yaml:3: listen.publicURL: must be https://HOST or https://HOST:PORT"
        ),
        ("", "/etc/w/gateway.yaml: is empty"),
        ("- a", "/etc/w/gateway.yaml:1: the file must be a mapping"),
    ])
    func complaintsNameTheLine(text: String, message: String) {
        #expect(failure(text) == message)
    }

    @Test func brokenYAMLAndRepeatedKeysNameTheLine() {
        #expect(failure("listen: {\n  port: 1")?.hasPrefix("/etc/w/gateway.yaml:") == true)
        #expect(failure(Self.smallest + "\nstore: { path: x }")?.contains("the key \"store\" occurs twice") == true)
    }

    @Test func aMissingFileIsNamed() {
        #expect(throws: ConfigurationProblem.self) { try GatewayConfiguration.load(path: "/nonexistent/g.yaml") }
    }

    @Test func aKeyFileThatOthersCanReadIsRefused() throws {
        let folder = try GatewayHarness.makeFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        chmod("\(folder)/server.key", 0o644)
        let configuration = try GatewayConfiguration.load(path: "\(folder)/gateway.yaml")
        let check = SelfCheck(configuration: configuration)
        #expect(!check.passed)
        let failed = try #require(check.checks.first { $0.status == .fail })
        #expect(failed.name == "certificate")
        #expect(failed.evidence.contains("chmod 600 \(folder)/server.key"))
    }

    @Test func keysAndStoreAreForTheOwnerOnly() throws {
        let folder = try GatewayHarness.makeFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let configuration = try GatewayConfiguration.load(path: "\(folder)/gateway.yaml")
        #expect(SelfCheck(configuration: configuration).passed)
        for (path, mode) in [
            ("data", 0o700), ("data/gateway.sqlite", 0o600), ("keys", 0o700), ("keys/access-token.pem", 0o600),
            ("keys/request-signing.pem", 0o600),
        ] {
            var status = stat()
            #expect(stat("\(folder)/\(path)", &status) == 0)
            #expect(Int(status.st_mode) & 0o777 == mode, "\(path)")
        }
        let first = try SigningKeys(directory: configuration.keysDirectory)
        #expect(first.requestJWK != first.accessTokenJWK)
        #expect(try SigningKeys(directory: configuration.keysDirectory).requestJWK == first.requestJWK)
        chmod("\(folder)/keys", 0o755)
        #expect(throws: SigningKeys.Failure.self) { try SigningKeys(directory: configuration.keysDirectory) }
    }
}
