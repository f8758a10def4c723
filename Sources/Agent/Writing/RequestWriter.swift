import Directory
import Foundation
import LDAP
import Logging
import Secrets
import Writeback

/// Takes one leased request all the way: look, declare, write, understand. Every step is in the journal first.
struct RequestWriter: Sendable {
    let journal: Journal
    let cloud: any WriterCloud
    let directory: any DirectorySource
    let identity: AgentIdentity
    let settings: Settings
    let clock: AgentClock
    let logger: Logger

    struct Settings: Sendable {
        var serviceAccount: DistinguishedName
        /// For how long a server may still act on what it received: the limit of an operation.
        var settleTime: Duration
        var unlock: Bool
        var forceChange: Bool
    }

    /// How the work on a delivery came out.
    enum Result: Sendable {
        case ended(Ending)
        /// It goes back; `why` is for the log.
        case giveBack(why: String)
        /// The lease is gone, so there is nothing to give back.
        case leaseLost
    }

    /// Works until there is an ending, or nothing more to be done now.
    ///
    /// - Parameter sent: the declarations that may have been sent, the oldest first.
    func work(_ delivery: Delivery, _ request: WritebackRequest, maySent sent: [Declaration]) async throws -> Result {
        if request.operation == .unlock, !settings.unlock {
            return .ended(.notSent(.notPermitted, diagnostic: "writeback.unlock is false in the agent's configuration"))
        }
        var sent = sent
        // Bounded: each turn either ends, or has seen the entry change.
        for _ in 0..<5 {
            guard let session = await directory.session() else {
                return .giveBack(why: "the directory cannot be reached")
            }
            let lookup = await session.account(Anchor(request.sub))
            if case .unavailable(let details) = lookup {
                await directory.discard()
                return .giveBack(why: details.description)
            }
            if let last = sent.last {
                switch await resolve(request, last, lookup, on: session, delivery) {
                case .wait?: return .giveBack(why: "the earlier write cannot be looked at yet")
                case .cannotKnow(let why)?:
                    return .ended(Self.unconfirmed(why, server: last.server))
                case .ours?:
                    return .ended(ours(request, server: last.server))
                case .notWritten?:
                    guard stillInTime(request) else {
                        return .ended(Self.expiredUnwritten(server: last.server, seenByMarker: true))
                    }
                case nil: continue
                }
            }
            if let ending = Ending(lookup, server: session.serverName) { return .ended(ending) }
            guard case .found(let account) = lookup else { return .giveBack(why: "the directory did not say") }
            guard !account.marker.isEmpty else {
                return .ended(.notSent(.directoryMisconfigured, diagnostic: "the entry's change marker cannot be read"))
            }
            switch try await write(request, account, on: session, delivery, isRepeat: !sent.isEmpty) {
            case .done(let result): return result
            case .again: continue
            case .lost(let declaration): sent.append(declaration)
            }
        }
        return .giveBack(why: "the entry keeps changing")
    }

    private enum Attempt: Sendable {
        case done(Result)
        case again
        case lost(Declaration)
    }

    private func write(
        _ request: WritebackRequest, _ account: Account, on session: any WritableDirectory, _ delivery: Delivery,
        isRepeat: Bool
    ) async throws -> Attempt {
        let declaration = Declaration(server: session.serverName, marker: account.marker.text, declaredAt: clock.now())
        // Declare, then write: both records must exist before anything is sent.
        try await journal.declared(
            request.jti, server: declaration.server, marker: declaration.marker, at: declaration.declaredAt)
        do {
            try await cloud.renew(delivery, declaring: declaration)
        } catch {
            try await journal.notSent(request.jti, at: clock.now())
            let isGone = await delivery.lease.isLost
            return .done(isGone ? .leaseLost : .giveBack(why: "the declaration was not stored: \(error)"))
        }
        guard await leaseSuffices(delivery) else {
            try await journal.notSent(request.jti, at: clock.now())
            return .done(.giveBack(why: "too little is left of the lease"))
        }
        guard stillInTime(request) else {
            try await journal.notSent(request.jti, at: clock.now())
            // Declared, so the gateway will not end it; and known not to be written, so nobody needs to be left in doubt.
            return .done(.ended(Self.expiredUnwritten(server: declaration.server)))
        }
        let answer: WriteAnswer
        do {
            answer = try await send(request, delivery.message.sealed, account, session)
        } catch {
            // The known key does not open what was sealed to it: nothing was sent.
            return .done(.ended(.notSent(.rejected)))
        }
        return try await understand(answer, request, account, declaration, on: session, isRepeat: isRepeat)
    }

    /// Opens the password and sends it. The clear bytes live in here, and are overwritten when it returns.
    private func send(
        _ request: WritebackRequest, _ sealed: SealedPassword?, _ account: Account, _ session: any WritableDirectory
    ) async throws -> WriteAnswer {
        if request.operation == .unlock { return await session.unlock(account) }
        guard let sealed, let key = identity.sealingKey(sealed.kid) else { throw SealingFailure.doesNotOpen }
        let context = SealingContext(of: request, suite: sealed.suite, keyID: sealed.kid)
        let plaintext = try key.open(sealed, context: context)
        let write = PasswordWrite(
            plaintext.new, current: request.operation == .change ? plaintext.current : nil,
            mustChange: request.forceChangePasswordNextSignIn && settings.forceChange)
        return await session.write(write, to: account)
    }

    private func understand(
        _ answer: WriteAnswer, _ request: WritebackRequest, _ account: Account, _ declaration: Declaration,
        on session: any WritableDirectory, isRepeat: Bool
    ) async throws -> Attempt {
        switch answer {
        case .written(let details):
            var ending = Ending(details, operation: request.operation)
            ending.replaced = replaced(account, request)
            return .done(.ended(ending))
        case .refused(let refusal, let details):
            // To a repeat, "in history" and "too young" can mean that the first write arrived after all.
            if isRepeat, refusal == .inHistory || refusal == .tooYoung,
                await !unchanged(request, since: declaration, on: session)
            {
                try await journal.answerLost(request.jti, at: clock.now())
                return .lost(declaration)
            }
            return .done(.ended(Ending(refusal, details)))
        case .unavailable(.changedMeanwhile, _):
            try await journal.notSent(request.jti, at: clock.now())
            return .again
        case .unavailable(let why, let details):
            try await journal.notSent(request.jti, at: clock.now())
            await directory.discard()
            return .done(.giveBack(why: "\(why.rawValue): \(details.description)"))
        case .unknown(let details):
            logger.warning(
                "the answer to a write was lost",
                metadata: [
                    "request": "\(request.jti)", "server": "\(details.server)", "event": "33001",
                    "detail": "\(details.explanation)",
                ])
            try await journal.answerLost(request.jti, at: clock.now())
            await directory.discard()
            return .lost(declaration)
        }
    }
}
