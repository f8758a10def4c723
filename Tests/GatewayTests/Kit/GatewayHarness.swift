import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOFoundationCompat
import NIOSSL
import Secrets
import ServiceLifecycle
import Synchronization
import Testing
import Writeback

@testable import Gateway

/// The real server on a free port with TLS, and a real client: tests look at it from the other end of a socket.
final class GatewayHarness: Sendable {
    let time: ManualTime
    let log: LogCapture
    let folder: String
    let configuration: GatewayConfiguration
    let administration: Administration
    let wiring: Wiring
    let base: String
    private let client: HTTPClient
    private let group: ServiceGroup

    private init(
        time: ManualTime, log: LogCapture, folder: String, configuration: GatewayConfiguration,
        administration: Administration, wiring: Wiring, base: String, client: HTTPClient,
        group: ServiceGroup
    ) {
        self.time = time
        self.log = log
        self.folder = folder
        self.configuration = configuration
        self.administration = administration
        self.wiring = wiring
        self.base = base
        self.client = client
        self.group = group
    }

    /// Begins to stop, as SIGTERM does.
    func stop() async { await group.triggerGracefulShutdown() }

    /// Makes a folder, serves from it while `body` runs, and removes it.
    static func run(_ body: (GatewayHarness) async throws -> Void) async throws {
        let folder = try Self.makeFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await serve(folder, time: ManualTime(), body)
    }

    static func makeFolder() throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "gateway-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let certificates = try TestCertificates.server()
        try SecretFile(path: "\(folder)/server.key").write(certificates.keyPEM.utf8)
        try certificates.chainPEM.write(toFile: "\(folder)/chain.pem", atomically: true, encoding: .utf8)
        try certificates.authorityPEM.write(toFile: "\(folder)/ca.pem", atomically: true, encoding: .utf8)
        try """
        listen: { address: 127.0.0.1, port: 0, tls: { certificateFile: chain.pem, keyFile: server.key } }
        store: { path: data/gateway.sqlite }
        keys: { directory: keys }
        """.write(toFile: "\(folder)/gateway.yaml", atomically: true, encoding: .utf8)
        return folder
    }

    /// Serves from a folder that may have been served from before.
    static func serve(_ folder: String, time: ManualTime, _ body: (GatewayHarness) async throws -> Void) async throws {
        let configuration = try GatewayConfiguration.load(path: "\(folder)/gateway.yaml")
        let log = LogCapture()
        let (ports, port) = AsyncStream<Int>.makeStream()
        let server = try CloudServer(
            configuration: configuration, time: time, logger: log.logger, onListening: { port.yield($0) })
        let group = try server.group(signals: [])
        let running = Task { try await group.run() }
        var iterator = ports.makeAsyncIterator()
        guard let chosen = await iterator.next() else { throw CancellationError() }
        let harness = GatewayHarness(
            time: time, log: log, folder: folder, configuration: configuration,
            administration: try Administration(configuration: configuration, time: time), wiring: server.wiring,
            base: "https://localhost:\(chosen)", client: try Self.client(folder),
            group: group)
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(harness))
        } catch {
            result = .failure(error)
        }
        // First the client: TLS waits five seconds for the farewell of a connection that is kept open.
        try await harness.client.shutdown()
        await group.triggerGracefulShutdown()
        try await running.value
        try result.get()
    }

    private static func client(_ folder: String) throws -> HTTPClient {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile("\(folder)/ca.pem"))
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, timeout: .init(connect: .seconds(10)))
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(configuration: configuration)
    }

    /// What came back.
    struct Answer: Sendable {
        var status: Int
        var headers: [String: String]
        var body: Data

        var json: [String: Any] { (try? JSONSerialization.jsonObject(with: body) as? [String: Any]) ?? [:] }
        /// The code of a Graph error.
        var errorCode: String? { (json["error"] as? [String: Any])?["code"] as? String }

        func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try WireJSON.decode(type, from: body) }
    }

    func call(
        _ method: String, _ path: String, token: String? = nil, body: [UInt8]? = nil,
        headers: [String: String] = [:]
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: path.hasPrefix("https:") ? path : base + path)
        request.method = .init(rawValue: method)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await client.execute(request, timeout: .seconds(60))
        let data = Data(buffer: try await response.body.collect(upTo: 10_000_000))
        var fields: [String: String] = [:]
        for (name, value) in response.headers { fields[name.lowercased()] = value }
        return Answer(status: Int(response.status.code), headers: fields, body: data)
    }

    func post(_ path: String, _ value: some Encodable, token: String? = nil) async throws -> Answer {
        try await call(
            "POST", path, token: token, body: Array(try WireJSON.encode(value)),
            headers: ["Content-Type": "application/json"])
    }

    /// Sets the clocks forward second by second, as a gateway that runs sees time go by.
    func pass(seconds: Int) {
        for _ in 0..<seconds {
            time.jump(by: 1)
            wiring.presence.pulse(at: time.monotonic)
        }
    }

    /// Waits, in real time, until something that other tasks bring about is true.
    func eventually(_ what: Comment, _ condition: () async throws -> Bool) async throws {
        for _ in 0..<500 {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("never became true: \(what)")
    }

    /// The bytes of every file below the folder.
    func allFiles() throws -> [String: Data] {
        var files: [String: Data] = [:]
        let paths = FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []
        for path in paths {
            files[path] = FileManager.default.contents(atPath: "\(folder)/\(path)")
        }
        return files
    }
}
