import AgentControl
import Daemon
import Foundation
import LDAP
import Logging
import Secrets
import ServiceLifecycle
import UnixSignals
import Writeback

/// What the door `writebackd` opens to: run, check, enrol.
package enum AgentCommands {
    /// Why a command could not do its work: a sentence with the remedy, for standard error.
    package struct Failure: Error, CustomStringConvertible, Sendable {
        /// The sentence.
        package let description: String
        init(_ error: any Error) { description = "\(error)" }
    }

    /// Call it before anything else, on the first thread: it changes the environment, and begins the program anew.
    package static func prepareProcess() {
        MemoryProtection.apply()
        LDAPLibrary.prepare()
    }

    /// Works until SIGTERM.
    ///
    /// - Throws: `Failure`.
    package static func run(_ configuration: AgentConfiguration) async throws(Failure) {
        let logger = logger(configuration)
        do {
            let folder = StateFolder(path: configuration.state.directory)
            try folder.prepare()
            let lock = try InstanceLock(folder)
            let parts = try await AgentParts(configuration, folder: folder, clock: .system, logger: logger)
            var quiet = logger
            quiet.logLevel = max(.warning, logger.logLevel)
            let group = ServiceGroup(
                configuration: .init(
                    services: [
                        .init(
                            service: AgentService(parts: parts), successTerminationBehavior: .gracefullyShutdownGroup,
                            failureTerminationBehavior: .cancelGroup)
                    ],
                    gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet))
            try await group.run()
            withExtendedLifetime(lock) {}
        } catch {
            throw Failure(error)
        }
    }

    /// Enrols this machine.
    ///
    /// - Returns: the lines to print.
    /// - Throws: `Failure`.
    package static func enrol(
        _ configuration: AgentConfiguration, code: Password, name: String?, again: Bool
    ) async throws(Failure) -> [String] {
        do {
            let folder = StateFolder(path: configuration.state.directory)
            try folder.prepare()
            let lock = try InstanceLock(folder)
            defer { withExtendedLifetime(lock) {} }
            let enroller = Enroller(
                configuration: configuration, folder: folder, clock: .system,
                logger: logger(configuration, atLeast: .error))
            let text = code.withBytes { String(decoding: $0, as: UTF8.self) }
            let done = try await enroller.enrol(
                codeText: text, name: name ?? ProcessInfo.processInfo.hostName, again: again)
            return [
                "enrolled as \(done.agentID) in directory \(done.directory)", "identity key: \(done.fingerprint)",
                "compare it with keyThumbprint in: writeback-gateway agent list",
            ]
        } catch {
            throw Failure(error)
        }
    }

    /// Examines the installation, whether the agent runs or not.
    package static func check(
        _ configuration: AgentConfiguration, _ target: DiagnoseTarget, in language: Language,
        progress: @Sendable (CheckResult) -> Void
    ) async -> CheckReport {
        let clock = AgentClock.system
        let logger = logger(configuration, atLeast: .critical)
        let folder = StateFolder(path: configuration.state.directory)
        // Before the enrolment too, a refused bind has to be remembered. What is wrong with the folder shows further
        // down.
        try? folder.prepare()
        let governor = GovernorKeeper(folder, logger: logger)
        let account = ServiceAccount(
            configuration: configuration.directory, governor: governor, clock: clock, logger: logger)
        let probe = DirectoryProbe(account, clock: clock)
        var enrolment: CheckResult
        var identity: AgentIdentity?
        do {
            let loaded = try AgentIdentity.load(folder)
            try AgentParts.checkIdentity(loaded, configuration)
            identity = loaded
            enrolment = .passed(
                "enrolment", evidence: ["agent": loaded.record.agentID, "fingerprint": loaded.fingerprint])
        } catch {
            enrolment = .failed("enrolment", .init(.agentMisconfigured, ["evidence": "\(error)"]))
        }
        do {
            let skew = SkewNotes()
            let http = try GatewayHTTP(base: configuration.cloud.url, caFile: configuration.cloud.caFile, clock: clock)
            {
                server, local in
                Task { await skew.observe(server: server, local: local) }
            }
            let tokens = identity.map { TokenSource(http: http, identity: $0, governor: governor, clock: clock) }
            let link = identity.flatMap { identity in
                tokens.map { GatewayLink(http: http, tokens: $0, identity: identity, clock: clock) }
            }
            let gateway = GatewayProbe(
                http: http, tokens: tokens, tenant: configuration.cloud.tenant, clock: clock,
                maxSkew: configuration.writeback.maxClockSkew, skew: { await skew.skew })
            let diagnosis = Diagnosis(
                configuration: configuration, probe: probe, account: account, gateway: gateway, link: link,
                enrolment: enrolment, journal: nil, clock: clock)
            let report = await diagnosis.run(target, in: language, progress: progress)
            await probe.forget()
            await http.shutdown()
            return report
        } catch {
            let check = CheckResult.failed(
                "gateway", .init(.agentMisconfigured, ["evidence": "cloud.caFile cannot be used: \(error)"])
            ).said(in: language)
            progress(check)
            return CheckReport(verdict: Verdict.of([check], at: clock.now(), in: language), checks: [check])
        }
    }

    /// What `check` says of a configuration that cannot be read.
    package static func report(_ problem: ConfigurationProblem, in language: Language) -> CheckReport {
        let check = CheckResult.failed("configuration", .init(.agentMisconfigured, ["evidence": problem.description]))
            .said(in: language)
        return CheckReport(verdict: Verdict.of([check], at: Date(), in: language), checks: [check])
    }

    private static func logger(_ configuration: AgentConfiguration, atLeast: Logger.Level = .trace) -> Logger {
        let settings = configuration.log
        var logger = Logger(label: "writebackd") { label in
            LogLines(
                label: label, format: settings.format, level: Logger.Level(rawValue: settings.level.rawValue) ?? .info)
        }
        logger.logLevel = max(atLeast, logger.logLevel)
        return logger
    }
}

/// The clocks' difference, for a check that runs alone.
private actor SkewNotes {
    private(set) var skew = ClockSkew()

    func observe(server: Date, local: Date) { skew.observe(server: server, local: local) }
}
