import Foundation
import Hummingbird
import ServiceLifecycle
import Writeback

/// The requests queue over HTTP, in the shape of Service Bus.
struct QueueDoor: Sendable {
    let bearer: Bearer
    let queue: RequestsQueue
    let presence: Presence
    let addresses: Addresses
    let time: any Timekeeper

    /// The longest poll, in seconds.
    static let longestPoll = 60

    /// `POST /writeback-requests/messages/head?timeout=60`
    func lease(_ request: Request, _ context: DoorContext) async throws -> Response {
        let agent = try await bearer.caller(of: request).requireAgent()
        let seconds = try Self.timeout(of: request)
        var request = request
        try BodyReading.refuseAnnouncedExcess(request)
        let buffer = try await request.collectBody(upTo: BodyReading.largest)
        let asked = try BodyReading.decode(LeaseRequest.self, from: Data(buffer: buffer))
        let poll = presence.pollBegan(agent: agent.id, at: time.monotonic)
        defer { presence.pollEnded(poll, at: time.monotonic) }
        if let delivery = try await queue.lease(by: agent, keyIDs: asked.keyIDs) {
            return try answer(delivery, to: request)
        }
        guard seconds > 0 else { return Response(status: .noContent) }
        return try await wait(request, agent, asked, until: time.now.addingTimeInterval(Double(seconds)), context)
    }

    /// The waiting watches the connection: a client that goes away takes its waiter with it. Watching uses the connection
    /// up, so the answer says that it closes.
    private func wait(
        _ request: Request, _ agent: AgentRecord, _ asked: LeaseRequest, until deadline: Date, _ context: DoorContext
    ) async throws -> Response {
        var response: Response
        do {
            let delivery = try await request.body.consumeWithCancellationOnInboundClose { _ in
                try await cancelWhenGracefulShutdown {
                    try await queue.lease(by: agent, keyIDs: asked.keyIDs, until: deadline)
                }
            }
            response = try delivery.map { try answer($0, to: request) } ?? Response(status: .noContent)
        } catch is CancellationError {
            let error = GraphError(
                status: .serviceUnavailable, code: "ServiceUnavailable", message: "the gateway is stopping; poll again",
                headers: [.retryAfter: "1"])
            response = try error.response(from: request, context: context)
        }
        response.headers[.connection] = "close"
        return response
    }

    private func answer(_ delivery: RequestsQueue.Delivery, to request: Request) throws -> Response {
        let properties = delivery.properties
        var headers: HTTPFields = [
            // Absolute, and under the name that the client used: Service Bus's own client takes nothing else.
            .location: addresses.base(of: request)
                + "/\(QueueName.requests)/messages/\(properties.sequenceNumber)/\(properties.lockToken)",
            .brokerProperties: String(decoding: try WireJSON.encode(properties), as: UTF8.self),
            .cacheControl: "no-store",
        ]
        if !delivery.declarations.isEmpty {
            headers[.declarations] = Base64URL.encode(try WireJSON.encode(delivery.declarations))
        }
        return try JSONAnswer.make(
            delivery.body, status: .created, headers: headers, contentType: RequestMessage.contentType)
    }

    /// `POST /writeback-requests/messages/{sequence}/{token}`
    func renew(_ request: Request, _ context: DoorContext) async throws -> Response {
        let agent = try await bearer.caller(of: request).requireAgent()
        let (number, token) = try lock(context)
        let body = try await BodyReading.bytes(of: request)
        presence.worked(agent: agent.id, at: time.monotonic)
        let asked = body.isEmpty ? nil : try BodyReading.decode(RenewRequest.self, from: Data(body))
        let properties = try await queue.renew(number, token, by: agent, declaring: asked?.declaration)
        return Response(
            status: .ok,
            headers: [
                .brokerProperties: String(decoding: try WireJSON.encode(properties), as: UTF8.self),
                .contentLength: "0",
            ])
    }

    /// `PUT` the same: back to the queue.
    func abandon(_ request: Request, _ context: DoorContext) async throws -> Response {
        let agent = try await bearer.caller(of: request).requireAgent()
        let (number, token) = try lock(context)
        try await queue.abandon(number, token, by: agent)
        return Response(status: .ok, headers: [.contentLength: "0"])
    }

    /// `DELETE` the same: done.
    func complete(_ request: Request, _ context: DoorContext) async throws -> Response {
        let agent = try await bearer.caller(of: request).requireAgent()
        let (number, token) = try lock(context)
        try await queue.complete(number, token, by: agent)
        return Response(status: .ok, headers: [.contentLength: "0"])
    }

    private func lock(_ context: DoorContext) throws -> (Int64, String) {
        guard let number = Int64(try context.parameter("sequence")) else {
            throw GraphError.badRequest("the lock URI has a number and a token; use it as it was given")
        }
        return (number, try context.parameter("token"))
    }

    private static func timeout(of request: Request) throws -> Int {
        let values = request.uri.queryParameters.getAll("timeout")
        guard values.count <= 1 else { throw GraphError.badRequest("timeout occurs twice") }
        guard let text = values.first else { return longestPoll }
        guard let seconds = Int(text), (0...longestPoll).contains(seconds) else {
            throw GraphError.badRequest("timeout has to be a number from 0 to \(longestPoll)")
        }
        return seconds
    }
}
