import Foundation
import Hummingbird
import Logging
import Secrets
import Writeback

/// `POST /v1.0/users/{id or UPN}/authentication/methods/{method}/resetPassword`
struct ResetDoor: Sendable {
    let bearer: Bearer
    let acceptance: Acceptance
    let addresses: Addresses

    /// The id that Graph gives the password among the authentication methods; it is the same for everybody.
    static let passwordMethod = "28c10230-6103-485e-b985-444c60001490"

    /// What a client may say besides the password.
    private struct Body: Decodable {
        var sealedPassword: SealedByClient?
        var forceChangePasswordNextSignIn: Bool?
        var unlock: Bool?
    }

    func respond(_ request: Request, _ context: DoorContext) async throws -> Response {
        let caller = try await bearer.caller(of: request)
        try caller.require(.reset)
        guard try context.parameter("method").lowercased() == Self.passwordMethod else {
            throw GraphError.notFound("Resource does not exist: no such authentication method.")
        }
        let user = try context.parameter("user")
        let fields = try await SecretBody.fields(["newPassword"], of: request)
        let body = try BodyReading.decode(Body.self, from: Data(fields.remainder))
        do {
            let record = try await acceptance.accept(
                Acceptance.Order(
                    person: user, operation: .reset, origin: .graph, password: try source(fields, body),
                    forceChangePasswordNextSignIn: body.forceChangePasswordNextSignIn ?? false,
                    unlock: body.unlock ?? true), by: caller)
            context.logger.notice(
                "a reset was accepted",
                metadata: [
                    "request.id": "\(record.id)", "tenant.id": "\(record.tenant)", "person.id": "\(record.person)",
                    "client.id": "\(caller.clientID)",
                ])
            return try accepted(record, request)
        } catch let refusal as Refusal {
            context.logger.notice(
                "a reset was refused",
                metadata: ["code": "\(refusal.code.rawValue)", "client.id": "\(caller.clientID)"])
            throw GraphError(refusal)
        }
    }

    private func source(_ fields: SecretFields, _ body: Body) throws -> PasswordSource {
        switch (fields.secrets["newPassword"], body.sealedPassword) {
        case (let password?, nil):
            if let refusal = PasswordSource.refusal(of: password) { throw refusal }
            return .clear(password)
        case (nil, let sealed?): return .sealed(sealed)
        case (nil, nil): throw GraphError.badRequest("newPassword is missing; a synced user needs one")
        default: throw GraphError.badRequest("send newPassword or sealedPassword, not both")
        }
    }

    private func accepted(_ record: RequestRecord, _ request: Request) throws -> Response {
        let location =
            addresses.base(of: request)
            + "/v1.0/users/\(record.person)/authentication/operations/\(record.id)"
        return try JSONAnswer.make(
            [String: String](), status: .accepted,
            headers: [.location: location, .retryAfter: "1", .cacheControl: "no-store"])
    }
}

extension GraphError {
    /// A refusal at the door, in Graph's form.
    init(_ refusal: Refusal) {
        let status: HTTPResponse.Status =
            switch refusal.code {
            case .userNotFound: .notFound
            case .writebackNotEnabled, .userIsAdministrator: .forbidden
            case .noAgentKey, .userNotSynced, .requestIDKnown: .conflict
            case .tooManyAtOnce: .tooManyRequests
            case .userCloudOnly, .invalidPassword, .passwordTooLong, .sealedPasswordInvalid: .badRequest
            }
        self.init(status: status, code: refusal.code.rawValue, message: refusal.message)
        if refusal.code == .tooManyAtOnce { headers[.retryAfter] = "1" }
    }
}
