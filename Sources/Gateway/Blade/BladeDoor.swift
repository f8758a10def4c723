import Foundation
import Hummingbird
import Writeback

/// `GET /v1.0/writeback/blade`
struct BladeDoor: Sendable {
    let bearer: Bearer
    let history: BladeHistory
    let language: Language

    func respond(_ request: Request, _ context: DoorContext) async throws -> Response {
        let caller = try await bearer.caller(of: request)
        try caller.require(.readBlade, .agent)
        let language = request.headers[.acceptLanguage].map { Language(acceptLanguage: $0) } ?? language
        guard let answer = try await history.answer(tenant: caller.tenant, language: language) else {
            throw GraphError.notFound("the tenant does not exist any more")
        }
        return try JSONAnswer.make(answer, headers: [.cacheControl: "no-store", .contentLanguage: language.rawValue])
    }
}
