import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import NIOPosix
import NIOSSL
import Writeback

/// Plain calls to the gateway over HTTPS. The agent dials out; nobody ever dials in.
struct GatewayHTTP: Sendable {
    let base: String
    private let client: HTTPClient
    private let clock: AgentClock
    private let observeDate: @Sendable (_ server: Date, _ local: Date) -> Void

    /// An answer, whatever its status.
    struct Answer: Sendable {
        var status: Int
        var headers: HTTPHeaders
        var body: Data
    }

    static let largestAnswer = 4 * 1024 * 1024

    /// - Parameter observeDate: hears of the `Date` header of quick answers, for measuring the clocks' difference.
    init(
        base: String, caFile: String?, clock: AgentClock = .system,
        observeDate: @escaping @Sendable (Date, Date) -> Void = { _, _ in }
    ) throws {
        self.base = base
        self.clock = clock
        self.observeDate = observeDate
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if let caFile {
            tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(caFile))
        }
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(5), read: .seconds(75)))
        configuration.httpVersion = .http1Only
        // Otherwise a refused connection is tried again and again inside one call, unseen by the caller.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    func shutdown() async { try? await client.shutdown() }

    /// Sends and receives; any status is an answer.
    ///
    /// - Throws: `LinkFailure.unreachable`, `LinkFailure.notUnderstood`.
    func send(
        _ method: HTTPMethod, _ target: String, headers: [(String, String)] = [], body: Data? = nil,
        limit: Duration = .seconds(15)
    ) async throws(LinkFailure) -> Answer {
        var request = HTTPClientRequest(url: target.hasPrefix("/") ? base + target : target)
        request.method = method
        request.headers = HTTPHeaders(headers)
        request.headers.replaceOrAdd(name: "user-agent", value: "writebackd/\(BuildVersion.text)")
        if let body { request.body = .bytes(ByteBuffer(data: body)) }
        let start = clock.now()
        do {
            let response = try await client.execute(request, timeout: .nanoseconds(Int64(limit.seconds * 1e9)))
            let end = clock.now()
            let content = try await response.body.collect(upTo: Self.largestAnswer)
            // Only a quick answer's date says something about now.
            if end.timeIntervalSince(start) < 2, let date = response.headers.first(name: "date").flatMap(HTTPDate.date)
            {
                observeDate(date.addingTimeInterval(0.5), start.addingTimeInterval(end.timeIntervalSince(start) / 2))
            }
            return Answer(status: Int(response.status.code), headers: response.headers, body: Data(buffer: content))
        } catch is NIOTooManyBytesError {
            throw .notUnderstood("it is longer than \(Self.largestAnswer) bytes")
        } catch {
            throw .unreachable(Self.words(error, base: base))
        }
    }

    /// One sentence for an administrator; the library's own texts name types rather than causes.
    private static func words(_ error: any Error, base: String) -> String {
        switch error {
        case let error as NIOSSLError:
            "TLS to \(base) fails (\(error)); compare cloud.caFile with the gateway's certificate"
        case let error as NIOConnectionError:
            "no connection to \(base): \(error.connectionErrors.first.map { cause($0.error) } ?? "its name has no address")"
        case let error as HTTPClientError:
            "no answer from \(base): \(error.shortDescription)"
        case is CancellationError: "the call to \(base) was given up"
        default: "no answer from \(base): \(cause(error))"
        }
    }

    /// The system's own words, such as "Connection refused", where it was the system.
    private static func cause(_ error: any Error) -> String {
        (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(error)"
    }
}

extension GatewayHTTP.Answer {
    /// Reads the body.
    func decoded<Value: Decodable>(as type: Value.Type) throws(LinkFailure) -> Value {
        do {
            return try WireJSON.decode(type, from: body)
        } catch {
            throw .notUnderstood("\(error)")
        }
    }

    /// The error that a status stands for, in the gateway's own words. Graph, OAuth and SCIM each have their form.
    var failure: LinkFailure {
        struct Graph: Decodable {
            struct Content: Decodable {
                var code: String
                var message: String
            }
            var error: Content
        }
        struct OAuth: Decodable {
            var error: String
            var description: String?

            enum CodingKeys: String, CodingKey {
                case error
                case description = "error_description"
            }
        }
        if let graph = try? JSONDecoder().decode(Graph.self, from: body) {
            return .refused(status: status, code: graph.error.code, message: graph.error.message)
        }
        if let oauth = try? JSONDecoder().decode(OAuth.self, from: body) {
            return .refused(status: status, code: oauth.error, message: oauth.description ?? "")
        }
        if let scim = try? WireJSON.decode(SCIMError.self, from: body) {
            return .refused(status: status, code: scim.scimType ?? "", message: scim.detail)
        }
        return .refused(status: status, code: "", message: "without a reason")
    }
}
