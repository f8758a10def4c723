import Hummingbird
import NIOCore

/// Registers what answers where. Every path answers every other method with 405 and what it allows.
struct Doors {
    typealias Handler = @Sendable (Request, DoorContext) async throws -> Response

    let router: Router<DoorContext>
    /// In which form the errors of these doors are written.
    let form: ErrorForm

    private static let methods: [HTTPRequest.Method] = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect,
    ]

    func door(_ path: RouterPath, _ handlers: [HTTPRequest.Method: Handler]) {
        let allowed = Self.methods.filter { handlers[$0] != nil }.map(\.rawValue).joined(separator: ", ")
        let form = form
        for method in Self.methods {
            let handler = handlers[method]
            router.on(path, method: method) { request, context in
                do {
                    guard let handler else {
                        throw GraphError(
                            status: .methodNotAllowed, code: "Request_BadRequest",
                            message: "The method \(request.method.rawValue) is not supported for this URL.",
                            headers: [.allow: allowed])
                    }
                    return try await handler(request, context)
                } catch {
                    return try form.response(for: error, to: request, context)
                }
            }
        }
    }
}

/// Errors leave in the form of the door they came through.
enum ErrorForm: Sendable {
    case graph, token, scim

    func response(for error: any Error, to request: Request, _ context: DoorContext) throws -> Response {
        switch (self, error) {
        case (.scim, let error as SCIMFailure): return try error.response(from: request, context: context)
        case (.scim, let error as GraphError): return try SCIMFailure(error).response(from: request, context: context)
        case (.token, let error as GraphError):
            var response = try TokenError(
                status: error.status, error: "invalid_request", description: error.message
            ).response(from: request, context: context)
            response.headers.append(contentsOf: error.headers)
            return response
        case (_, let error as TokenError): return try error.response(from: request, context: context)
        case (_, let error as GraphError): return try error.response(from: request, context: context)
        case (_, let error as HTTPError):
            let status = error.status
            return try self.response(
                for: status == .contentTooLarge ? GraphError.tooLarge : GraphError.badRequest(error.body ?? ""),
                to: request, context)
        case (_, is NIOTooManyBytesError): return try self.response(for: GraphError.tooLarge, to: request, context)
        case (_, is CancellationError):
            return try self.response(for: GraphError.unavailable, to: request, context)
        default:
            context.logger.error("a request failed inside the gateway", metadata: ["error": "\(error)"])
            return try self.response(for: GraphError.internalError, to: request, context)
        }
    }
}

extension GraphError {
    static let internalError = GraphError(
        status: .internalServerError, code: "InternalServerError",
        message: "the gateway failed; its log says why under this request-id")
    static let unavailable = GraphError(
        status: .serviceUnavailable, code: "ServiceUnavailable", message: "the gateway is stopping; try again",
        headers: [.retryAfter: "1"])
}
