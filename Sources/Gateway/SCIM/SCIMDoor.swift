import Foundation
import GRDB
import Hummingbird
import Writeback

/// `/scim/v2/Users`: an agent keeps the people of its own directory up to date (RFC 7644).
struct SCIMDoor: Sendable {
    let bearer: Bearer
    let store: Store
    let addresses: Addresses
    let time: any Timekeeper

    /// How many people a page has at most.
    static let largestPage = 1000

    func list(_ request: Request, _ context: DoorContext) async throws -> Response {
        let agent = try await bearer.caller(of: request).requireAgent()
        return try await page(try SCIMQuery(request.uri.query), of: agent, for: request)
    }

    /// The same with the query in the body.
    func search(_ request: Request, _ context: DoorContext) async throws -> Response {
        let agent = try await bearer.caller(of: request).requireAgent()
        let asked = try await BodyReading.json(SCIMQuery.SearchRequest.self, of: request)
        return try await page(try SCIMQuery(asked), of: agent, for: request)
    }

    private func page(_ query: SCIMQuery, of agent: AgentRecord, for request: Request) async throws -> Response {
        let condition = PersonCondition.synced(directory: agent.directory, query.filter)
        let found = try await store.read { database in
            (
                people: try People.slice(
                    tenant: agent.tenant, where: condition, offset: query.startIndex - 1, limit: query.count,
                    in: database),
                count: try People.count(tenant: agent.tenant, where: condition, in: database)
            )
        }
        let base = addresses.base(of: request)
        return try JSONAnswer.make(
            SCIMListResponse(
                totalResults: found.count, startIndex: query.startIndex,
                resources: try found.people.map { try query.projection.apply(to: SCIMUser($0, base: base)) }),
            contentType: SCIM.contentType)
    }

    func find(_ request: Request, _ context: DoorContext) async throws -> Response {
        let agent = try await bearer.caller(of: request).requireAgent()
        let id = try context.parameter("user")
        let projection = try SCIMQuery(request.uri.query).projection
        let person = try await store.read { try Self.own(id, of: agent, in: $0) }
        return try answer(person, .ok, to: request, projection)
    }

    func create(_ request: Request, _ context: DoorContext) async throws -> Response {
        let agent = try await bearer.caller(of: request).requireAgent()
        let user = try await body(of: request)
        let now = time.now
        let person = try await store.write { database -> Person in
            guard let anchor = user.onPremises?.immutableID, !anchor.isEmpty else {
                throw SCIMFailure(.badRequest, "invalidValue", "the onPremises extension with immutableId is missing")
            }
            // Who left the sync and comes back is the same person, with the same id.
            let former = try People.find(anchor: anchor, directory: agent.directory, in: database)
                .flatMap { $0.syncEnabled == false ? $0 : nil }
            var person =
                former
                ?? Person(
                    id: Identifier.make(), tenant: agent.tenant, directory: agent.directory, upn: user.userName,
                    foldedUPN: "", enabled: true, anchor: anchor, createdAt: now, modifiedAt: now)
            person.take(user, syncedAt: now)
            try Self.refuseConflicts(of: person, in: database)
            try person.save(database)
            return person
        }
        return try answer(person, .created, to: request)
    }

    func replace(_ request: Request, _ context: DoorContext) async throws -> Response {
        let agent = try await bearer.caller(of: request).requireAgent()
        let id = try context.parameter("user")
        let user = try await body(of: request)
        let ifMatch = request.headers[.ifMatch]
        let now = time.now
        let person = try await store.write { database -> Person in
            var person = try Self.own(id, of: agent, in: database)
            if let ifMatch, ifMatch != "*", ifMatch != person.entityTag {
                throw SCIMFailure(.preconditionFailed, nil, "the resource has changed; read it again")
            }
            guard user.onPremises == nil || user.onPremises?.immutableID == person.anchor else {
                throw SCIMFailure(.badRequest, "mutability", "immutableId never changes once it is set")
            }
            person.take(user, syncedAt: now)
            try Self.refuseConflicts(of: person, in: database)
            try person.update(database)
            return person
        }
        return try answer(person, .ok, to: request)
    }

    /// The person left the directory, or the scope of the sync. The account stays as one that is not synced any more, so
    /// that whoever asks for a reset is told why it is refused.
    func delete(_ request: Request, _ context: DoorContext) async throws -> Response {
        let agent = try await bearer.caller(of: request).requireAgent()
        let id = try context.parameter("user")
        let now = time.now
        try await store.write { database in
            var person = try Self.own(id, of: agent, in: database)
            person.syncEnabled = false
            person.modifiedAt = now
            person.revision += 1
            try person.update(database)
        }
        return Response(status: .noContent)
    }

    func patch(_ request: Request, _ context: DoorContext) async throws -> Response {
        _ = try await bearer.caller(of: request).requireAgent()
        throw SCIMFailure(.notImplemented, nil, "PATCH is not supported (see ServiceProviderConfig); use PUT")
    }

    private func body(of request: Request) async throws -> SCIMUser {
        let user = try await BodyReading.json(SCIMUser.self, of: request)
        guard !user.userName.trimmingCharacters(in: .whitespaces).isEmpty, user.userName.utf8.count <= 1024 else {
            throw SCIMFailure(.badRequest, "invalidValue", "userName has to be 1 to 1024 bytes")
        }
        return user
    }

    private func answer(
        _ person: Person, _ status: HTTPResponse.Status, to request: Request, _ projection: SCIMProjection = .init()
    ) throws -> Response {
        let user = SCIMUser(person, base: addresses.base(of: request))
        var headers: HTTPFields = [.eTag: person.entityTag]
        if status == .created { headers[.location] = user.meta?.location }
        return try JSONAnswer.make(
            try projection.apply(to: user), status: status, headers: headers, contentType: SCIM.contentType)
    }

    /// An agent sees the people of its own directory, nobody else.
    private static func own(_ id: String, of agent: AgentRecord, in database: Database) throws -> Person {
        guard let person = try Person.fetchOne(database, key: id.lowercased()), person.tenant == agent.tenant,
            person.directory == agent.directory, person.syncEnabled == true
        else { throw SCIMFailure.notFound }
        return person
    }

    /// An account that only happens to have the same name is not taken over: linking needs an administrator.
    private static func refuseConflicts(of person: Person, in database: Database) throws {
        if let anchor = person.anchor, let directory = person.directory,
            let other = try People.find(anchor: anchor, directory: directory, in: database), other.id != person.id
        {
            throw SCIMFailure(.conflict, "uniqueness", "another person has this immutableId: \(other.upn)")
        }
        if let other = try People.find(upn: person.upn, tenant: person.tenant, in: database), other.id != person.id {
            if other.directory == person.directory, other.syncEnabled == false {
                // The name went over to another entry at home; the former account has nobody behind it any more.
                _ = try other.delete(database)
                return
            }
            let detail =
                other.directory == person.directory
                ? "another person of this directory has the userName \(person.upn)"
                : "an account \(person.upn) exists already; it is not linked without an administrator's word"
            throw SCIMFailure(.conflict, "uniqueness", detail)
        }
    }
}
