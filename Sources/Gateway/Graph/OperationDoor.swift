import Foundation
import Hummingbird
import Writeback

/// `GET /v1.0/users/{id or UPN}/authentication/operations/{id}`: what became of a reset.
struct OperationDoor: Sendable {
    let bearer: Bearer
    let store: Store
    let addresses: Addresses
    let language: Language

    /// Graph's long-running operation.
    private struct Operation: Encodable {
        var id: String
        var createdDateTime: Date
        var lastActionDateTime: Date
        var resourceLocation: String
        var status: String
        var statusDetail: String?
    }

    func respond(_ request: Request, _ context: DoorContext) async throws -> Response {
        let caller = try await bearer.caller(of: request)
        try caller.require(.reset)
        let user = try context.parameter("user")
        let id = try context.parameter("operation")
        let record = try await store.read { database -> RequestRecord? in
            guard let record = try Requests.find(id, in: database), record.tenant == caller.tenant else { return nil }
            // The operation outlives the person: its id is enough, a UPN has to lead to the same one.
            guard record.person != user.lowercased() else { return record }
            let person = try People.find(user, tenant: caller.tenant, in: database)
            return person?.id == record.person ? record : nil
        }
        guard let record else { throw GraphError.notFound("Resource does not exist: this user has no such operation.") }
        let language = request.headers[.acceptLanguage].map { Language(acceptLanguage: $0) } ?? language
        let base = addresses.base(of: request)
        var headers: HTTPFields = [.cacheControl: "no-store"]
        if record.outcome == nil { headers[.retryAfter] = "1" }
        return try JSONAnswer.make(
            Operation(
                id: record.id, createdDateTime: record.acceptedAt, lastActionDateTime: record.lastActionAt,
                resourceLocation: "\(base)/v1.0/users/\(record.person)", status: Self.status(of: record),
                statusDetail: Self.detail(of: record, in: language)), headers: headers)
    }

    static func status(of record: RequestRecord) -> String {
        record.outcome?.graphStatus ?? (record.begun ? "running" : "notStarted")
    }

    /// The code for programs, a sentence for people, then the directory's own words.
    static func detail(of record: RequestRecord, in language: Language) -> String? {
        record.outcome.map { outcome in
            let words = record.diagnostic.map { " (\($0))" } ?? ""
            return "\(outcome.rawValue): \(outcome.sentence(in: language))\(words)"
        }
    }
}
