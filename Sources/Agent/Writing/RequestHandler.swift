import Foundation
import Logging
import Writeback

/// What happens to one delivery, from the signature check to the stored ending.
struct RequestHandler: Sendable {
    let journal: Journal
    let cloud: any WriterCloud
    let identity: AgentIdentity
    let intake: Intake
    let writer: RequestWriter
    let health: AgentHealth
    let clock: AgentClock
    let logger: Logger
    let turns: UserTurns
    /// Called when the outbox has something new.
    let reportSoon: @Sendable () -> Void
    /// Called when the directory may be in trouble: the probes find out which.
    let probeSoon: @Sendable () async -> Void

    /// What the loop has to do afterwards.
    enum Afterwards: Sendable {
        case nothing
        /// Give the message back, but not before it was kept for a while.
        case shelve
    }

    func handle(_ delivery: Delivery) async -> Afterwards {
        let message = delivery.message
        let verified = await verify(message)
        let known: Intake.Known?
        do {
            known = try await knownRow(verified)
        } catch {
            await journalFailed(error)
            return .shelve
        }
        switch intake.decide(message, verified: verified, known: known, at: clock.now()) {
        case .setAside(let finding):
            logger.error(
                "a message was set aside",
                metadata: ["condition": "\(finding.code.rawValue)", "message": "\(delivery.properties.messageID)"])
            await health.setAside(finding)
            return .shelve
        case .giveBack(let why):
            logger.notice(
                "a message goes back", metadata: ["message": "\(delivery.properties.messageID)", "why": "\(why)"])
            return .shelve
        case .reportAgain(let request):
            await guarded(request) {
                _ = try await journal.delivered(request, digest: Intake.digest(message), at: clock.now())
            }
            reportSoon()
            return .nothing
        case .end(let request, let ending):
            await guarded(request) {
                _ = try await journal.delivered(request, digest: Intake.digest(message), at: clock.now())
                try await finish(request, ending)
            }
            return .nothing
        case .accept(let request):
            await turns.inTurn(request.sub) { await work(delivery, request) }
            return .nothing
        }
    }

    private func verify(_ message: RequestMessage) async -> Result<WritebackRequest, SignedEnvelope.Failure> {
        do {
            return .success(
                try await SignedEnvelope.open(
                    message.request, as: WritebackRequest.self, typ: WritebackRequest.type,
                    trusting: identity.issuerKeys))
        } catch {
            return .failure(error)
        }
    }

    private func knownRow(_ verified: Result<WritebackRequest, SignedEnvelope.Failure>) async throws -> Intake.Known? {
        guard case .success(let request) = verified, let row = try await journal.row(request.jti) else { return nil }
        return Intake.Known(digest: row.digest, hasEnded: row.outcome != nil)
    }

    private func work(_ delivery: Delivery, _ request: WritebackRequest) async {
        let logger = logger(of: request)
        logger.info(
            "work on a request begins",
            metadata: [
                "event": "\(EventID.start(request.operation))", "delivery": "\(delivery.properties.deliveryCount)",
            ])
        await guarded(request, delivery) {
            let digest = Intake.digest(delivery.message)
            let row = try await journal.delivered(request, digest: digest, at: clock.now())
            let sent = mayHaveBeenSent(row, delivery.declarations)
            let keeper = LeaseKeeper(cloud: cloud, clock: clock, logger: logger)
            let result = try await keeper.keeping(delivery) { try await writer.work(delivery, request, maySent: sent) }
            switch result {
            case .ended(let ending): try await finish(request, ending)
            case .giveBack(let why):
                logger.notice("the request goes back", metadata: ["why": "\(why)"])
                try await journal.givenBack(request.jti, at: clock.now())
                // First the look, then the message: otherwise it would come back before leasing stops.
                await probeSoon()
                await giveBack(delivery)
            case .leaseLost:
                logger.notice("the lease was lost before anything was sent")
                try await journal.givenBack(request.jti, at: clock.now())
            }
        }
    }

    /// The declarations that may have led to a write. Our own count only while the journal does not know better.
    private func mayHaveBeenSent(_ row: JournalRow, _ declarations: [Declaration]) -> [Declaration] {
        var sent = declarations
        if row.attempts == 0 { sent.removeAll { $0.agentID == identity.record.agentID } }
        if row.attempts > 0, let server = row.server, let marker = row.marker, let at = row.declaredAt,
            !sent.contains(where: { $0.server == server && $0.marker == marker })
        {
            sent.append(Declaration(server: server, marker: marker, declaredAt: at, agentID: identity.record.agentID))
        }
        return sent.sorted { $0.declaredAt < $1.declaredAt }
    }

    private func giveBack(_ delivery: Delivery) async {
        do {
            try await cloud.giveBack(delivery)
        } catch {
            // Then the lease runs out; nothing is lost.
            logger.notice("a message could not be given back", metadata: ["error": "\(error)"])
        }
    }

    private func guarded(
        _ request: WritebackRequest, _ delivery: Delivery? = nil, _ body: () async throws -> Void
    ) async {
        do {
            try await body()
            await health.end(.journalUnwritable)
        } catch let forbidden as JournalState.Forbidden {
            logger(of: request).critical("a forbidden step was refused", metadata: ["step": "\(forbidden)"])
            if let delivery { await giveBack(delivery) }
        } catch {
            await journalFailed(error)
            if let delivery { await giveBack(delivery) }
        }
    }

    private func journalFailed(_ error: any Error) async {
        logger.critical("the journal cannot be used", metadata: ["error": "\(error)"])
        await health.begin(.journalUnwritable, ["path": journal.pool.path, "evidence": "\(error)"])
    }

    private func logger(of request: WritebackRequest) -> Logger {
        var logger = logger
        logger[metadataKey: "request"] = "\(request.jti)"
        return logger
    }
}

extension RequestHandler {
    /// Stores the ending and its report. What the directory has done cannot be undone, so a full disk is waited for: as
    /// long as this process lives, the outcome is known.
    private func finish(_ request: WritebackRequest, _ ending: Ending) async throws {
        var tries = 0
        while true {
            do {
                try await store(request, ending)
                break
            } catch let forbidden as JournalState.Forbidden {
                throw forbidden
            } catch {
                tries += 1
                await health.begin(.journalUnwritable, ["path": journal.pool.path, "evidence": "\(error)"])
                guard tries < 60, (try? await clock.sleep(.seconds(1))) != nil else { throw error }
            }
        }
        reportSoon()
        if ending.outcome.kind == .succeeded { await health.proven(clock.now()) }
    }

    private func store(_ request: WritebackRequest, _ ending: Ending) async throws {
        let now = clock.now()
        guard let row = try await journal.row(request.jti) else { throw Journal.Failure.unknownRequest(request.jti) }
        let report = StatusReport(
            iss: identity.record.agentID, aud: identity.record.tenant, jti: UUID().uuidString.lowercased(),
            iat: Int(now.timeIntervalSince1970), requestID: request.jti, outcome: ending.outcome,
            ldapResultCode: ending.ldapResultCode, directoryCode: ending.directoryCode, diagnostic: ending.diagnostic,
            server: ending.server ?? row.server, attempts: row.attempts, verification: ending.verification,
            passwordWritten: ending.passwordWritten, mustChangeSet: ending.mustChangeSet, unlocked: ending.unlocked,
            replaced: ending.replaced, receivedAt: row.receivedAt, endedAt: now)
        try await journal.ended(request.jti, ending, report: report, at: now)
        logger(of: request).info(
            "a request ended",
            metadata: [
                "outcome": "\(ending.outcome.rawValue)", "event": "\(EventID.end(request.operation, ending.outcome))",
                "cause": "\(ending.outcome.causeEventID.map(String.init) ?? "none")", "attempts": "\(row.attempts)",
                "server": "\(ending.server ?? "none")",
            ])
    }
}
