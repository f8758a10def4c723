import Foundation
import Hummingbird
import Writeback

/// A refusal in Graph's form; the queue's doors and enrolment use it as well.
struct GraphError: Error, Sendable, Hashable {
    var status: HTTPResponse.Status
    var code: String
    var message: String
    var headers: HTTPFields = [:]

    static func badRequest(_ message: String) -> GraphError {
        GraphError(status: .badRequest, code: "BadRequest", message: message)
    }

    static let tooLarge = GraphError(
        status: .contentTooLarge, code: "RequestBodyTooLarge",
        message: "the body is longer than \(BodyReading.largest) bytes")

    static func notFound(_ message: String) -> GraphError {
        GraphError(status: .notFound, code: "Request_ResourceNotFound", message: message)
    }

    static func denied(_ message: String) -> GraphError {
        GraphError(status: .forbidden, code: "Authorization_RequestDenied", message: message)
    }

    /// RFC 6750, section 3.1: which of the two it is tells the client whether a new token would help.
    static func unauthenticated(_ message: String, tokenSent: Bool) -> GraphError {
        GraphError(
            status: .unauthorized, code: "InvalidAuthenticationToken", message: message,
            headers: [
                .wwwAuthenticate: tokenSent
                    ? "Bearer error=\"invalid_token\", error_description=\"\(message)\"" : "Bearer realm=\"writeback\""
            ])
    }
}

extension GraphError: HTTPResponseError {
    private struct Body: Encodable {
        struct Content: Encodable {
            var code: String
            var message: String
            var innerError: InnerError
        }

        struct InnerError: Encodable {
            var date: Date
            var requestID: String
            var clientRequestID: String

            enum CodingKeys: String, CodingKey {
                case date
                case requestID = "request-id"
                case clientRequestID = "client-request-id"
            }
        }

        var error: Content
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        let inner = Body.InnerError(
            date: Date(), requestID: context.id, clientRequestID: ClientRequestID.of(request) ?? context.id)
        return try JSONAnswer.make(
            Body(error: .init(code: code, message: message, innerError: inner)), status: status, headers: headers)
    }
}

/// The id that a client gives its own request, so that both sides find it in their logs.
enum ClientRequestID {
    /// The id, if it is short and harmless: it goes back in a header and into the log.
    static func of(_ request: Request) -> String? {
        request.headers[.clientRequestID].flatMap { id in
            !id.isEmpty && id.utf8.count <= 64 && id.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? id : nil
        }
    }
}
