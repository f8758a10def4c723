import Foundation
import GRDB
import Writeback

/// The requests queue: decisions are made in `Message.swift`, each inside one transaction.
struct RequestsQueue: Sendable {
    let store: Store
    let bells: Bells
    let time: any Timekeeper
    let limits: QueueLimits

    /// What an agent gets.
    struct Delivery: Sendable {
        var properties: BrokerProperties
        var body: RequestMessage
        /// Earlier declarations, oldest first.
        var declarations: [Declaration]
    }

    private enum Attempt: Sendable {
        case delivery(Delivery)
        case nothing(until: Date?)
    }

    /// How many declarations travel along: the newest; more would not fit into a header.
    private static let mostDeclarations = 32

    /// Leases a message at once, or says that there is none.
    func lease(by agent: AgentRecord, keyIDs: [String]) async throws -> Delivery? {
        if case .delivery(let delivery) = try await attempt(agent, keyIDs) { delivery } else { nil }
    }

    /// Leases a message as soon as there is one, but by `deadline`.
    ///
    /// - Throws: `CancellationError` when the client has gone or the gateway is stopping.
    func lease(by agent: AgentRecord, keyIDs: [String], until deadline: Date) async throws -> Delivery? {
        // Listening begins before looking, so that a message that comes in between is not missed.
        let listener = bells.listen(to: .messages(directory: agent.directory))
        defer { listener.stop() }
        while true {
            let next: Date?
            switch try await attempt(agent, keyIDs) {
            case .delivery(let delivery):
                guard !Task.isCancelled else {
                    try await giveBack(delivery, agent)
                    throw CancellationError()
                }
                return delivery
            case .nothing(let until): next = until
            }
            guard time.now < deadline else { return nil }
            guard await listener.next(until: min(next ?? deadline, deadline), by: time) else {
                throw CancellationError()
            }
        }
    }

    /// The client left while the transaction ran: nobody would use the lease. The store does nothing for a cancelled task,
    /// so another one does it.
    private func giveBack(_ delivery: Delivery, _ agent: AgentRecord) async throws {
        try await Task {
            try await abandon(delivery.properties.sequenceNumber, delivery.properties.lockToken, by: agent)
        }.value
    }

    private func attempt(_ agent: AgentRecord, _ keyIDs: [String]) async throws -> Attempt {
        let now = time.now
        let limits = limits
        return try await store.write { database in
            guard let current = try Agents.find(agent.id, in: database), current.revokedAt == nil else {
                throw GraphError.unauthenticated("The agent was revoked.", tokenSent: true)
            }
            let decision = LeaseDecision.make(
                from: try Messages.heads(directory: agent.directory, in: database), agent: agent.id,
                keyIDs: Set(keyIDs), token: Identifier.make(), now: now, limits: limits)
            switch decision {
            case .nothing(let until): return .nothing(until: until)
            case .hand(let message, let lock):
                let declarations = try Requests.declarations(of: message.request, in: database)
                guard let body = try Messages.body(of: message.request, keyIDs: keyIDs, in: database) else {
                    return .nothing(until: nil)
                }
                try Messages.lock(message, lock, in: database)
                try Requests.began(message, lock: lock, at: now, in: database)
                var delivered = message
                delivered.deliveryCount += 1
                return .delivery(
                    Delivery(
                        properties: Self.properties(of: delivered, lock: lock, limits: limits), body: body,
                        declarations: declarations.suffix(Self.mostDeclarations)))
            }
        }
    }

    /// Renews a lease, with or without a declaration. Durable before it returns.
    ///
    /// - Throws: `GraphError` 404 if the lease is lost, 409 if it is too late to begin.
    func renew(_ number: Int64, _ token: String, by agent: AgentRecord, declaring declaration: Declaration?)
        async throws
        -> BrokerProperties
    {
        let now = time.now
        let limits = limits
        let properties = try await store.write { database in
            let message = try Messages.find(number, in: database)
            let decision = RenewalDecision.make(
                message, token: token, agent: agent.id, declares: declaration != nil, now: now, limits: limits)
            switch (decision, message) {
            case (.renewed(let until), let message?):
                try Messages.extend(number, until: until, in: database)
                if let declaration {
                    try Requests.declare(declaration, by: agent.id, request: message.request, at: now, in: database)
                }
                return Self.properties(
                    of: message, lock: .init(token: token, agent: agent.id, until: until), limits: limits)
            case (.tooLateToDeclare, _):
                throw GraphError(
                    status: .conflict, code: "requestExpired",
                    message: "the request's time has run out: nobody may begin to write it")
            default: throw Self.lost
            }
        }
        // A declaration moves the request's due time.
        if declaration != nil { bells.ring(.deadlines) }
        return properties
    }

    /// Returns a message to the head of its person's queue.
    func abandon(_ number: Int64, _ token: String, by agent: AgentRecord) async throws {
        let now = time.now
        try await store.write { database in
            guard let message = try Messages.find(number, in: database),
                message.isHeld(token: token, agent: agent.id, at: now)
            else { throw Self.lost }
            try Messages.unlock(number, in: database)
        }
        bells.ring(.messages(directory: agent.directory))
    }

    /// Acknowledges. Removes nothing: the ending did that. A message whose request goes on stays, and comes again.
    func complete(_ number: Int64, _ token: String, by agent: AgentRecord) async throws {
        let now = time.now
        try await store.read { database in
            if let message = try Messages.find(number, in: database) {
                guard message.isHeld(token: token, agent: agent.id, at: now) else { throw Self.lost }
            } else if try !Requests.isSettled(message: number, token: token, in: database) {
                throw Self.lost
            }
        }
    }

    private static let lost = GraphError(
        status: .notFound, code: "MessageLockLost", message: "the lease has ended, or the message is gone")

    private static func properties(of message: Message, lock: Message.Lock, limits: QueueLimits) -> BrokerProperties {
        BrokerProperties(
            messageID: message.request, sessionID: message.session, sequenceNumber: message.number,
            lockToken: lock.token, lockedUntil: lock.until, lockSeconds: Int(limits.lease),
            deliveryCount: message.deliveryCount, enqueuedTime: message.enqueuedAt)
    }
}
