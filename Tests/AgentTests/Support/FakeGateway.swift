import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization
import Writeback

@testable import Agent

/// A gateway on loopback that answers as told: it can hang, drop, and lie.
final class FakeGateway: Sendable {
    struct Call: Sendable {
        var method: String
        var path: String
        var headers: [String: String]
        var body: Data
    }

    enum Reply: Sendable {
        case answer(Int, [String: String] = [:], Data = Data())
        /// Says nothing, for longer than anybody waits.
        case hang
        /// Closes the connection in the middle of the answer.
        case drop

        static func json(_ status: Int, _ value: some Encodable, _ headers: [String: String] = [:]) -> Reply {
            .answer(
                status, headers.merging(["Content-Type": "application/json"]) { old, _ in old },
                (try? WireJSON.encode(value)) ?? Data())
        }
    }

    let port: Int
    private let group: ServiceGroup

    /// Every call but the token endpoint's goes to `reply`; tokens are given, unless `reply` answers for them too.
    static func start(
        tokens: Bool = true, _ reply: @escaping @Sendable (Call) async -> Reply
    ) async throws -> FakeGateway {
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let calls = CallNotes()
        let responder = CallbackResponder<BasicRequestContext> { request, _ in
            let body = try await request.body.collect(upTo: 1 << 20)
            var headers: [String: String] = [:]
            for field in request.headers { headers[field.name.canonicalName] = field.value }
            let call = Call(
                method: request.method.rawValue, path: request.uri.string, headers: headers, body: Data(buffer: body))
            calls.add(call)
            if tokens, call.path.hasSuffix("/oauth2/v2.0/token") {
                return Self.response(
                    .answer(200, [:], Data(#"{"access_token":"token-\#(calls.count)","expires_in":600}"#.utf8)))
            }
            let answer = await reply(call)
            if case .hang = answer { try await Task.sleep(for: .seconds(600)) }
            return Self.response(answer)
        }
        var logger = Logger(label: "fake")
        logger.logLevel = .critical
        let application = Application(
            responder: responder, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { continuation.yield($0.localAddress?.port ?? 0) }, logger: logger)
        let group = ServiceGroup(configuration: .init(services: [.init(service: application)], logger: logger))
        Task.detached { try? await group.run() }
        var port = 0
        for await one in ports {
            port = one
            break
        }
        return FakeGateway(port: port, group: group, notes: calls)
    }

    private let notes: CallNotes

    private init(port: Int, group: ServiceGroup, notes: CallNotes) {
        self.port = port
        self.group = group
        self.notes = notes
    }

    var base: String { "http://127.0.0.1:\(port)" }
    var received: [Call] { notes.all }

    func stop() async { await group.triggerGracefulShutdown() }

    private static func response(_ reply: Reply) -> Response {
        switch reply {
        case .answer(let status, let headers, let body):
            var fields = HTTPFields()
            for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
            return Response(
                status: .init(code: status), headers: fields, body: .init(byteBuffer: ByteBuffer(bytes: body)))
        case .hang, .drop:
            return Response(
                status: .ok,
                body: .init(contentLength: 1000) { writer in
                    try await writer.write(ByteBuffer(string: "{"))
                    throw CancellationError()
                })
        }
    }

    /// A link to it, over a governor of its own.
    func link(_ samples: Samples, folder: StateFolder, clock: AgentClock = .system) throws -> GatewayLink {
        let http = try GatewayHTTP(base: base, caFile: nil, clock: clock)
        let governor = GovernorKeeper(folder, logger: LogNotes().logger)
        return GatewayLink(
            http: http, tokens: TokenSource(http: http, identity: samples.identity, governor: governor, clock: clock),
            identity: samples.identity, clock: clock)
    }
}

/// The calls that came, in order.
final class CallNotes: Sendable {
    private let calls = Mutex<[FakeGateway.Call]>([])

    func add(_ call: FakeGateway.Call) { calls.withLock { $0.append(call) } }
    var all: [FakeGateway.Call] { calls.withLock { $0 } }
    var count: Int { calls.withLock(\.count) }
}
