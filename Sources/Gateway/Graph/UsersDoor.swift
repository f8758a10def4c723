import Foundation
import Hummingbird
import Writeback

/// `GET /v1.0/users` and `GET /v1.0/users/{id or UPN}`
struct UsersDoor: Sendable {
    let bearer: Bearer
    let store: Store
    let addresses: Addresses

    private struct Page: Encodable {
        var context: String
        var count: Int?
        var nextLink: String?
        var value: [GraphUser]

        enum CodingKeys: String, CodingKey {
            case context = "@odata.context"
            case count = "@odata.count"
            case nextLink = "@odata.nextLink"
            case value
        }
    }

    func list(_ request: Request, _ context: DoorContext) async throws -> Response {
        let caller = try await bearer.caller(of: request)
        try caller.require(.readUsers)
        let query = try UserQuery(request.uri.query)
        let found = try await store.read { database in
            (
                // One more than asked for tells whether there is another page.
                people: try People.page(
                    tenant: caller.tenant, where: query.condition, after: query.after, limit: query.top + 1,
                    in: database),
                count: query.count
                    ? try People.count(tenant: caller.tenant, where: query.condition, in: database) : nil
            )
        }
        let page = found.people.prefix(query.top)
        let base = addresses.base(of: request)
        let more = found.people.count > query.top ? page.last : nil
        return try JSONAnswer.make(
            Page(
                context: "\(base)/v1.0/$metadata#users", count: found.count,
                nextLink: more.map { Self.nextLink(base: base, query: query, after: $0) },
                value: page.map { GraphUser($0, select: query.select) }))
    }

    func find(_ request: Request, _ context: DoorContext) async throws -> Response {
        let caller = try await bearer.caller(of: request)
        try caller.require(.readUsers)
        let user = try context.parameter("user")
        let query = try UserQuery(request.uri.query)
        guard let person = try await store.read({ try People.find(user, tenant: caller.tenant, in: $0) }) else {
            throw GraphError.notFound("Resource '\(user)' does not exist.")
        }
        return try JSONAnswer.make(GraphUser(person, select: query.select))
    }

    private static func nextLink(base: String, query: UserQuery, after person: Person) -> String {
        let token = ("$skiptoken", Base64URL.encode(person.foldedUPN.utf8))
        let options = (query.kept.map { ($0.name, $0.value) } + [token]).map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }
        return "\(base)/v1.0/users?\(options.joined(separator: "&"))"
    }
}
