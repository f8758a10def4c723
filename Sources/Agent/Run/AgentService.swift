import AgentControl
import Daemon
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals
import Writeback

/// The running agent: starts its parts, and on SIGTERM stops them in the order in which nothing is lost.
struct AgentService: Service {
    /// For how long a stopping agent tries to get its last reports accepted.
    static let flushLimit: Duration = .seconds(20)
    let parts: AgentParts

    func run() async throws {
        let parts = parts
        let (stop, stopSignal) = AsyncStream.makeStream(of: (any Error)?.self)
        let control = try await startControl { stopSignal.yield($0) }
        // Detached: these go on while the agent drains.
        let background: [Task<Void, Never>] = [
            Task.detached { await parts.reporter.run() },
            Task.detached { await parts.heartbeat.run() },
            Task.detached { await parts.probeRegularly() },
            Task.detached { await parts.pruneRegularly() },
            Task.detached { await parts.sync?.run() },
            Task.detached { await parts.rereadOnHangup() },
        ]
        parts.logger.notice(
            "the agent is ready",
            metadata: [
                "event": "\(EventID.started)", "agent": "\(parts.identity.record.agentID)",
                "version": "\(BuildVersion.text)",
            ])
        let leasing = Task.detached { await parts.loop.run() }
        let failure = await withGracefulShutdownHandler {
            for await failure in stop { return failure }
            return nil
        } onGracefulShutdown: {
            stopSignal.yield(nil)
        }
        await drain(leasing)
        for task in background { task.cancel() }
        await control.triggerGracefulShutdown()
        await parts.probe.forget()
        await parts.writerSession.discard()
        await parts.link.http.shutdown()
        parts.logger.notice("the agent has stopped", metadata: ["event": "\(EventID.stopped)"])
        if let failure { throw failure }
    }

    /// Starts the local socket, in a group of its own: it answers as long as the agent drains.
    private func startControl(ended: @escaping @Sendable ((any Error)?) -> Void) async throws -> ServiceGroup {
        let (ready, readySignal) = AsyncStream.makeStream(of: Void.self)
        var quiet = parts.logger
        quiet.logLevel = max(.error, quiet.logLevel)
        let service = try parts.control.service { readySignal.finish() }
        let group = ServiceGroup(configuration: .init(services: [.init(service: service)], logger: quiet))
        let path = parts.configuration.control.socket
        Task.detached {
            do {
                try await group.run()
                ended(nil)
            } catch {
                ended(ControlServer.Failure(description: "control.socket: cannot listen on \(path): \(error)"))
            }
            readySignal.finish()
        }
        for await _ in ready {}
        return group
    }

    private func drain(_ leasing: Task<Void, Never>) async {
        ServiceNotifier.tell(ServiceNotifier.stopping)
        parts.logger.notice("the agent finishes what is in hand")
        await parts.health.drain()
        leasing.cancel()
        await leasing.value
        let end = parts.clock.sinceBoot() + Self.flushLimit
        while await !parts.reporter.flush(), parts.clock.sinceBoot() < end {
            try? await parts.clock.sleep(.milliseconds(500))
        }
    }
}

extension AgentParts {
    /// Looks at the directory every few seconds. `READY=1` is said after the first look.
    fileprivate func probeRegularly() async {
        if !configuration.writeback.enabled {
            await health.begin(.writebackDisabledInAgent, ["path": configuration.path])
        }
        var isFirst = true
        while !Task.isCancelled {
            let start = clock.sinceBoot()
            let round = await probe.round()
            if Task.isCancelled { return }
            await health.take(round)
            await proveJournal()
            if isFirst { ServiceNotifier.tell(ServiceNotifier.ready) }
            isFirst = false
            await alarm.wait(
                max(.milliseconds(500), configuration.health.interval - (clock.sinceBoot() - start)), clock)
        }
    }

    private func proveJournal() async {
        do {
            try await journal.proveWritable()
            await health.end(.journalUnwritable)
        } catch {
            await health.begin(.journalUnwritable, ["path": configuration.journal.path, "evidence": "\(error)"])
        }
    }

    /// Forgets old requests, once an hour.
    fileprivate func pruneRegularly() async {
        while !Task.isCancelled {
            let limit = clock.now().addingTimeInterval(-configuration.journal.retain.seconds)
            do {
                let count = try await journal.prune(before: limit)
                if count > 0 { logger.info("old requests were forgotten", metadata: ["count": "\(count)"]) }
            } catch {
                logger.warning("old requests could not be forgotten", metadata: ["error": "\(error)"])
            }
            try? await clock.sleep(.seconds(3600))
        }
    }

    /// SIGHUP: the secret file is read anew with the next bind, and a refused secret may be tried at once.
    fileprivate func rereadOnHangup() async {
        for await _ in await UnixSignalsSequence(trapping: .sighup) {
            logger.notice("secrets are read anew")
            await governor.operatorAsked()
            await probe.forget()
            await writerSession.discard()
            await health.take(await probe.round())
        }
    }
}
