import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat
import Writeback

/// Asks a running daemon over its local socket.
public struct ControlClient: Sendable {
    private let socket: String
    private let language: Language
    private let http: HTTPClient

    /// Names the socket and the language in which titles and remedies are wanted.
    public init(socket: String = ControlSocket.standardPath, language: Language = .en) {
        self.socket = socket
        self.language = language
        var configuration = HTTPClient.Configuration(timeout: .init(connect: .seconds(2)))
        configuration.connectionPool.retryConnectionEstablishment = false
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Closes the connections; to be called once, at the end.
    public func shutdown() async { try? await http.shutdown() }

    /// What an administrator wants to know first.
    public func status() async throws(ControlFailure) -> StatusAnswer { try await get("status", limit: 15) }
    /// Everything that the agent observes.
    public func health() async throws(ControlFailure) -> HealthAnswer { try await get("health", limit: 15) }
    /// The version of the daemon.
    public func version() async throws(ControlFailure) -> VersionAnswer { try await get("version", limit: 5) }
    /// The last requests.
    public func requests(limit: Int) async throws(ControlFailure) -> RequestsAnswer {
        try await get("requests?limit=\(limit)", limit: 15)
    }

    /// Examines something; `progress` hears of each check as it ends.
    public func diagnose(
        _ target: DiagnoseTarget, progress: (CheckResult) -> Void
    ) async throws(ControlFailure) -> CheckReport {
        var request = request("diagnose")
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        do {
            request.body = .bytes(ByteBuffer(data: try WireJSON.encode(DiagnoseRequest(target))))
            let response = try await http.execute(request, timeout: .seconds(120))
            guard response.status == .ok else {
                throw try await refusal(response)
            }
            var line: [UInt8] = []
            for try await var part in response.body {
                for byte in part.readBytes(length: part.readableBytes) ?? [] {
                    guard byte == UInt8(ascii: "\n") else {
                        line.append(byte)
                        continue
                    }
                    let step = try WireJSON.decode(CheckProgress.self, from: Data(line))
                    line.removeAll()
                    if let report = step.report { return report }
                    if let check = step.check { progress(check) }
                }
            }
            throw ControlFailure.notUnderstood("it ended before the report")
        } catch {
            throw failure(error, seconds: 120)
        }
    }

    private func get<Answer: Decodable>(_ path: String, limit: Int) async throws(ControlFailure) -> Answer {
        do {
            let response = try await http.execute(request(path), timeout: .seconds(Int64(limit)))
            guard response.status == .ok else { throw try await refusal(response) }
            let body = try await response.body.collect(upTo: 16 * 1024 * 1024)
            return try WireJSON.decode(Answer.self, from: Data(buffer: body))
        } catch {
            throw failure(error, seconds: limit)
        }
    }

    private func request(_ path: String) -> HTTPClientRequest {
        let host = socket.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? socket
        var request = HTTPClientRequest(url: "http+unix://\(host)/v1/\(path)")
        request.headers.add(name: "accept-language", value: language.rawValue)
        return request
    }

    private func refusal(_ response: HTTPClientResponse) async throws -> ControlFailure {
        let body = try await response.body.collect(upTo: 65536)
        let words = try? WireJSON.decode(ControlRefusal.self, from: Data(buffer: body)).error
        return .refused(words ?? "status \(response.status.code)")
    }

    private func failure(_ error: any Error, seconds: Int) -> ControlFailure {
        switch error {
        case let error as ControlFailure: error
        case let error as DecodingError: .notUnderstood("\(error)")
        case let error as IOError: error.errnoCode == EACCES ? .notAllowed(socket: socket) : .notRunning(socket: socket)
        case let error as HTTPClientError where [.deadlineExceeded, .readTimeout].contains(error):
            .noAnswer(socket: socket, seconds: seconds)
        default: .notRunning(socket: socket)
        }
    }
}
