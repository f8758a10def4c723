import Foundation
import GRDB
import Secrets
import Writeback

/// Accepts requests: decides at the door, seals, signs, and stores request and message in one durable transaction.
struct Acceptance: Sendable {
    let store: Store
    let keys: SigningKeys
    let addresses: Addresses
    let bells: Bells
    let time: any Timekeeper
    let maxAge: Double

    /// What somebody asks for.
    struct Order: Sendable {
        var person: String
        var operation: WritebackRequest.Operation
        var origin: WritebackRequest.Origin
        var password: PasswordSource
        var forceChangePasswordNextSignIn: Bool
        var unlock: Bool
    }

    private struct View: Sendable {
        var person: Person
        var directory: String
        var anchor: String
        var keys: [PublishedSealingKey]
    }

    /// - Throws: `Refusal`.
    func accept(_ order: Order, by caller: Caller) async throws -> RequestRecord {
        // Two requests for one person at the same moment: the later one sees another last sequence and begins anew.
        for _ in 0..<8 {
            let view = try await look(order, caller)
            if let record = try await attempt(order, caller, view) { return record }
        }
        throw Refusal(code: .tooManyAtOnce, message: "too many requests for this user at the same moment; try again")
    }

    private func look(_ order: Order, _ caller: Caller) async throws -> View {
        try await store.read { database in
            guard let tenant = try Tenants.find(caller.tenant, in: database) else {
                throw Refusal(code: .userNotFound, message: "the tenant does not exist any more")
            }
            let person = try People.find(order.person, tenant: tenant.id, in: database)
            // The keys of the person's own directory, no others: nobody else can be given the password.
            let keys = try person?.directory.map { try Agents.sealingKeys(directory: $0, in: database) } ?? []
            let facts = DoorFacts(tenant: tenant, person: person, keys: keys.count, callerRoles: caller.roles)
            if let refusal = Refusal.atTheDoor(facts) { throw refusal }
            guard let person, let directory = person.directory, let anchor = person.anchor else {
                throw Refusal(code: .userNotFound, message: "Resource does not exist.")
            }
            return View(person: person, directory: directory, anchor: anchor, keys: keys)
        }
    }

    /// `nil` if another request for the person came in between.
    private func attempt(_ order: Order, _ caller: Caller, _ view: View) async throws -> RequestRecord? {
        let now = time.now
        let identity = try order.password.identity(now: now, maxAge: maxAge)
        var claims = WritebackRequest(
            iss: addresses.publicURL, aud: caller.tenant, directory: view.directory, jti: identity.jti,
            iat: Int(now.timeIntervalSince1970), exp: identity.exp, sub: view.anchor, upn: view.person.upn,
            operation: order.operation, origin: order.origin,
            initiator: .init(
                id: caller.clientID, name: caller.displayName, role: ApplicationRole.reset.rawValue),
            sequence: max(view.person.lastSequence + 1, Int64(now.timeIntervalSince1970 * 1000)),
            forceChangePasswordNextSignIn: order.forceChangePasswordNextSignIn, unlock: order.unlock, sealed: [])
        let sealed = try order.password.sealed(for: claims, to: view.keys)
        claims.sealed = sealed.map(\.digest)
        let signed = try await SignedEnvelope.sign(claims, type: WritebackRequest.type, key: keys.request)
        let record = RequestRecord(
            id: claims.jti, tenant: claims.aud, directory: claims.directory, person: view.person.id, upn: claims.upn,
            anchor: claims.sub, operation: claims.operation, origin: claims.origin, initiatorID: claims.initiator.id,
            initiatorName: claims.initiator.name, initiatorRole: claims.initiator.role, sequence: claims.sequence,
            acceptedAt: now, expiresAt: Date(timeIntervalSince1970: Double(claims.exp)), lastActionAt: now)
        let expected = view.person.lastSequence
        let result = try await store.write { database in
            try Self.store(record, signed: signed, sealed: sealed, expecting: expected, now: now, in: database)
        }
        guard let superseded = result else { return nil }
        bells.ring(.messages(directory: record.directory))
        bells.ring(.deadlines)
        if superseded > 0 { bells.ring(.erasure) }
        return record
    }

    /// The transaction; answers how many requests were superseded, or `nil` if the sequence has moved.
    private static func store(
        _ record: RequestRecord, signed: String, sealed: [SealedPassword], expecting lastSequence: Int64, now: Date,
        in database: Database
    ) throws -> Int? {
        try database.execute(
            sql: "UPDATE people SET lastSequence = ? WHERE id = ? AND lastSequence = ?",
            arguments: [record.sequence, record.person, lastSequence])
        guard database.changesCount == 1 else { return nil }
        guard try Requests.find(record.id, in: database) == nil else {
            throw Refusal(code: .requestIDKnown, message: "a request with this jti is known already; choose another")
        }
        var superseded = 0
        if record.operation == .reset {
            for earlier in try Requests.open(of: record.person, in: database) {
                let lock = try Messages.find(request: earlier.id, in: database)?.lock
                guard Deadline.isSuperseded(earlier, leased: lock.map { now < $0.until } ?? false) else { continue }
                if try Requests.end(earlier.id, .superseded, at: now, in: database) { superseded += 1 }
            }
        }
        try record.insert(database)
        try Messages.add(request: record, content: signed, sealed: sealed, in: database)
        return superseded
    }
}
