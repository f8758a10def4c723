import Foundation

/// A message as far as the queue has to decide about it: a value, free of storage. Times come in as parameters.
struct Message: Sendable, Hashable {
    /// A lease.
    struct Lock: Sendable, Hashable {
        var token: String
        var agent: String
        var until: Date
    }

    var number: Int64
    var request: String
    /// The person: one message at a time.
    var session: String
    /// The keys that the password is sealed to; empty if there is no password.
    var keyIDs: Set<String>
    var enqueuedAt: Date
    /// The request's `exp`.
    var expiresAt: Date
    var deliveryCount: Int
    /// Whether any agent declared that it writes.
    var declared: Bool
    var lock: Lock?

    /// When the message may be handed out again. A declared write may still be on its way to a slow server when its lease
    /// ends unannounced, so such a message waits for one more operation limit.
    func freeAt(limits: QueueLimits) -> Date? {
        lock.map { declared ? $0.until.addingTimeInterval(limits.handOver) : $0.until }
    }

    /// Whether `agent` holds it under `token` at `now`.
    func isHeld(token: String, agent: String, at now: Date) -> Bool {
        guard let lock else { return false }
        return lock.token == token && lock.agent == agent && now < lock.until
    }
}

/// The lengths of time of the queue, in seconds.
struct QueueLimits: Sendable, Hashable {
    /// How long a lease lasts.
    var lease: Double
    /// How long after a declared lease has lapsed its message rests: the agents' default operation limit.
    var handOver: Double = 10
}

/// What becomes of a poll.
enum LeaseDecision: Sendable, Hashable {
    /// This one is handed out, under this lock.
    case hand(Message, lock: Message.Lock)
    /// Nothing for this agent now; perhaps at that time.
    case nothing(until: Date?)

    /// Chooses among `messages`, which are ordered by number.
    ///
    /// The first message of a person stands for the person: while it is leased, or for another agent, the later ones wait.
    /// A returned message has the lowest number of its person, so it is at the head again by itself.
    static func make(
        from messages: [Message], agent: String, keyIDs: Set<String>, token: String, now: Date, limits: QueueLimits
    ) -> LeaseDecision {
        var seen: Set<String> = []
        var next: Date?
        for message in messages where seen.insert(message.session).inserted {
            // Its time ran out undeclared: it is about to be ended and must not reach anybody.
            if !message.declared && now >= message.expiresAt { continue }
            guard message.keyIDs.isEmpty || !message.keyIDs.isDisjoint(with: keyIDs) else { continue }
            if let free = message.freeAt(limits: limits), now < free {
                next = min(next ?? free, free)
                continue
            }
            let lock = Message.Lock(token: token, agent: agent, until: now.addingTimeInterval(limits.lease))
            return .hand(message, lock: lock)
        }
        return .nothing(until: next)
    }
}

/// What becomes of a renewal.
enum RenewalDecision: Sendable, Hashable {
    /// The lease lasts until then.
    case renewed(until: Date)
    /// Somebody else may hold it by now, or it is gone.
    case lost
    /// Renewed it could be, but from `exp` on nobody may begin to write.
    case tooLateToDeclare

    static func make(
        _ message: Message?, token: String, agent: String, declares: Bool, now: Date, limits: QueueLimits
    ) -> RenewalDecision {
        guard let message, message.isHeld(token: token, agent: agent, at: now) else { return .lost }
        if now >= message.expiresAt {
            guard message.declared else { return .lost }
            if declares { return .tooLateToDeclare }
        }
        return .renewed(until: now.addingTimeInterval(limits.lease))
    }
}
