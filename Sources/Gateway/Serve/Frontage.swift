import Foundation
import Hummingbird
import Logging

/// What every request passes: its id, its line in the log, and an answer also where there is no door.
struct Frontage<Inner: HTTPResponder>: HTTPResponder where Inner.Context == DoorContext {
    let inner: Inner
    let time: any Timekeeper

    func respond(to request: Request, context: DoorContext) async throws -> Response {
        var context = context
        let clientID = ClientRequestID.of(request)
        if let clientID { context.logger[metadataKey: "request.client-id"] = "\(clientID)" }
        let begin = time.monotonic
        var response: Response
        do {
            response = try await inner.respond(to: request, context: context)
            // The router answers an unknown path with a bare 404, which clients of Graph drop in silence.
            if response.status == .notFound, response.headers[.contentType] == nil {
                response = try unknown(request, context)
            }
        } catch {
            response = try ErrorForm.graph.response(for: error, to: request, context)
        }
        response.headers[.requestID] = context.id
        response.headers[.clientRequestID] = clientID
        log(request, response, context, seconds: time.monotonic - begin)
        return response
    }

    private func unknown(_ request: Request, _ context: DoorContext) throws -> Response {
        let form: ErrorForm = request.uri.path.hasPrefix("/scim/") ? .scim : .graph
        return try form.response(
            for: GraphError.notFound("Resource not found: there is nothing at this path."), to: request, context)
    }

    /// The door's pattern and not the path: names of people stay out of the log. Never a query, a header or a body.
    private func log(_ request: Request, _ response: Response, _ context: DoorContext, seconds: Double) {
        context.logger.log(
            level: response.status.code >= 500 ? .warning : .debug, "a request was answered",
            metadata: [
                "http.method": "\(request.method.rawValue)", "http.door": "\(context.endpointPath ?? "none")",
                "http.status": "\(response.status.code)", "milliseconds": "\(Int(seconds * 1000))",
            ])
    }
}
