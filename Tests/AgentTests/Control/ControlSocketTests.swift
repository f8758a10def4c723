import AgentControl
import Foundation
import ServiceLifecycle
import Support
import Testing
import Writeback

@testable import Agent

@Suite struct ControlSocketTests {
    /// An agent's socket with everything behind it, and a gateway that answers as told.
    private func withAgent(
        _ reply: @escaping @Sendable (FakeGateway.Call) async -> FakeGateway.Reply,
        _ body: (ControlClient, AgentHealth, String) async throws -> Void
    ) async throws {
        let temporary = try TemporaryFolder("control")
        let folder = StateFolder(path: temporary.file("state"))
        try folder.prepare()
        let samples = try Samples()
        let gateway = try await FakeGateway.start(reply)
        let link = try gateway.link(samples, folder: folder)
        let notes = LogNotes()
        let text = ConfigurationTests.smallest.replacing(
            "ldaps://127.0.0.1:636", with: "ldaps://127.0.0.1:\(try FreePort.pick()[0])")
        let configuration = try AgentConfiguration.parse(
            text + "\ncontrol: {socket: \(temporary.file("control.sock"))}\nstate: {directory: \(folder.path)}",
            file: temporary.file("agent.yaml"))
        let journal = try Journal.open(
            path: temporary.file("journal.sqlite"), generationFile: folder.journalGeneration, at: Date())
        let health = AgentHealth(
            server: configuration.directory.server.description, maxSkew: .seconds(120), clock: .system,
            logger: notes.logger)
        let governor = GovernorKeeper(folder, logger: notes.logger)
        let account = ServiceAccount(
            configuration: configuration.directory, governor: governor, clock: .system, logger: notes.logger)
        let diagnosis = Diagnosis(
            configuration: configuration, probe: DirectoryProbe(account, clock: .system), account: account,
            gateway: GatewayProbe(
                http: link.http, tokens: link.tokens, tenant: "tenant-1", clock: .system, maxSkew: .seconds(120),
                skew: { ClockSkew() }), link: link, enrolment: .passed("enrolment"), journal: journal, clock: .system)
        let server = ControlServer(
            settings: configuration.control,
            answers: ControlAnswers(
                identity: samples.identity, instance: "i", startedAt: Date(), health: health, journal: journal,
                link: link,
                governor: governor, subject: account.subject, diagnosis: diagnosis, clock: .system),
            logger: notes.logger)
        let (ready, signal) = AsyncStream.makeStream(of: Void.self)
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: try server.service { signal.finish() })], logger: notes.logger))
        let running = Task.detached { try await group.run() }
        for await _ in ready {}
        let client = ControlClient(socket: configuration.control.socket)
        try await body(client, health, configuration.control.socket)
        await client.shutdown()
        await group.triggerGracefulShutdown()
        _ = await running.result
        await link.http.shutdown()
        await gateway.stop()
    }

    @Test func theSocketIsClosedToOthersAndAnswers() async throws {
        try await withAgent({ _ in .answer(503) }) { client, _, socket in
            let mode = try FileManager.default.attributesOfItem(atPath: socket)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try await client.version().version == BuildVersion.text)
            #expect(try await client.requests(limit: 5).requests.isEmpty)
            #expect(try await client.health().journalGeneration == 1)
        }
    }

    @Test func withoutTheGatewayTheAgentSaysWhatItKnows() async throws {
        try await withAgent({ _ in .hang }) { client, health, _ in
            await health.begin(.directoryUnreachable, ["server": "ldaps://s:636", "evidence": "refused"])
            await health.begin(.gatewayUnreachable)
            let status = try await client.status()
            #expect(status.bladeSource == .agent && status.blade.decision == .hidden)
            #expect(status.conditions.first?.code == .directoryUnreachable)
            #expect(status.severity == .critical)
        }
    }

    @Test func theGatewaysDecisionIsShownWhenItAnswers() async throws {
        let blade = BladeAnswer(
            decision: .shown, banner: .up, since: nil, lastProven: nil, reasons: [], warnings: [], directories: [],
            agents: [])
        try await withAgent({ _ in .json(200, blade) }) { client, _, _ in
            let status = try await client.status()
            #expect(status.bladeSource == .gateway && status.severity == .ok)
        }
    }

    @Test func diagnoseTellsEachStepAndTheRootCause() async throws {
        try await withAgent({ _ in .answer(503) }) { client, _, _ in
            var steps: [String] = []
            let report = try await client.diagnose(.directory) { steps.append($0.name) }
            #expect(steps == report.checks.map(\.name))
            // The secret file is missing: everything after it is skipped, not failed.
            #expect(report.verdict.code == "secret-unreadable")
            #expect(report.checks.map(\.status) == [.fail, .skip, .skip, .skip, .skip, .skip])
            let missing = try await client.diagnose(.request("none")) { _ in }
            #expect(missing.severity == .unknown)
        }
    }

    @Test func webPagesAreTurnedAway() async throws {
        try await withAgent({ _ in .answer(503) }) { _, _, socket in
            let answer = try await Launcher.offPool {
                try Launcher.run(
                    "/usr/bin/curl",
                    [
                        "-s", "-o", "/dev/null", "-w", "%{http_code}", "--unix-socket", socket, "-H",
                        "Origin: http://x", "http://x/v1/version",
                    ],
                    accepting: Set(0...255))
            }
            #expect(answer.output == "403")
        }
    }

    @Test func onlyRootOwnerAndGroupMayAsk() {
        let own = geteuid()
        #expect(PeerCredentials(process: 1, user: 0, group: 0).mayAsk(groupID: nil))
        #expect(PeerCredentials(process: 1, user: own, group: 0).mayAsk(groupID: nil))
        #expect(!PeerCredentials(process: 1, user: 65534, group: 65534).mayAsk(groupID: nil))
        #expect(PeerCredentials(process: 1, user: 65534, group: 4242).mayAsk(groupID: 4242))
        #expect(!PeerCredentials(process: 1, user: 65534, group: 65534).mayAsk(groupID: 4242))
        #expect(UnixGroups.id(of: "root") == 0)
        #expect(UnixGroups.id(of: "no such group") == nil)
    }
}
