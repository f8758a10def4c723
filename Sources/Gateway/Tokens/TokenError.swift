import Foundation
import Hummingbird

/// What the token endpoint answers when it refuses (RFC 6749, section 5.2).
struct TokenError: Error, Sendable, Hashable {
    var status: HTTPResponse.Status
    var error: String
    var description: String

    static func invalidRequest(_ description: String) -> TokenError {
        TokenError(status: .badRequest, error: "invalid_request", description: description)
    }

    /// 401, not 400: msal keeps a 400 for a minute and would not try the mended secret.
    static func invalidClient(_ description: String) -> TokenError {
        TokenError(status: .unauthorized, error: "invalid_client", description: description)
    }

    static func invalidScope(_ description: String) -> TokenError {
        TokenError(status: .badRequest, error: "invalid_scope", description: description)
    }

    static func unsupportedGrant(_ grant: String) -> TokenError {
        TokenError(
            status: .badRequest, error: "unsupported_grant_type",
            description: "grant_type has to be client_credentials")
    }

    static let unknownTenant = TokenError(
        status: .badRequest, error: "invalid_tenant", description: "there is no such tenant at this gateway")
}

extension TokenError: HTTPResponseError {
    private struct Body: Encodable {
        var error: String
        var errorDescription: String
        var timestamp: Date
        var traceID: String

        enum CodingKeys: String, CodingKey {
            case error, timestamp
            case errorDescription = "error_description"
            case traceID = "trace_id"
        }
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        var headers = JSONAnswer.uncached
        if status == .unauthorized { headers[.wwwAuthenticate] = "Basic realm=\"writeback\", charset=\"UTF-8\"" }
        return try JSONAnswer.make(
            Body(error: error, errorDescription: description, timestamp: Date(), traceID: context.id),
            status: status, headers: headers)
    }
}
