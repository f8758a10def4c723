import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat
import Synchronization

/// A client of the public API that knows nothing of the product's code.
struct API {
    /// Every password that was asked for in this run.
    static let sent = Mutex<Set<String>>([])

    let quickstart: Quickstart
    /// Lives as long as the topology does: as long as this process.
    private var client: HTTPClient { quickstart.client }

    init(_ quickstart: Quickstart) { self.quickstart = quickstart }

    struct Answer {
        var status: Int
        var headers: [String: String]
        var body: [String: Any]

        subscript(_ name: String) -> String? { body[name] as? String }
        /// The code of a Graph error.
        var errorCode: String? { (body["error"] as? [String: Any])?["code"] as? String }
    }

    func send(_ method: String, _ path: String, body: Data? = nil, type: String = "application/json", token: String?)
        async throws -> Answer
    {
        let url = path.hasPrefix("https:") ? path : quickstart["WRITEBACK_URL"] + path
        var request = HTTPClientRequest(url: url)
        request.method = .init(rawValue: method)
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        if let body {
            request.headers.add(name: "Content-Type", value: type)
            request.body = .bytes(ByteBuffer(data: body))
        }
        let response = try await client.execute(request, timeout: .seconds(60))
        let data = Data(buffer: try await response.body.collect(upTo: 1 << 20))
        let headers = Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $1 })
        let object = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any]
        return Answer(status: Int(response.status.code), headers: headers, body: object ?? [:])
    }

    func token() async throws -> String {
        let form = [
            "grant_type": "client_credentials", "client_id": quickstart["WRITEBACK_CLIENT_ID"],
            "client_secret": quickstart["WRITEBACK_CLIENT_SECRET"], "scope": quickstart["WRITEBACK_URL"] + "/.default",
        ]
        let encoded = form.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }.joined(separator: "&")
        let answer = try await send(
            "POST", "/\(quickstart["WRITEBACK_TENANT"])/oauth2/v2.0/token", body: Data(encoded.utf8),
            type: "application/x-www-form-urlencoded", token: nil)
        guard let token = answer["access_token"] else { throw Unexpected("token: \(answer.status) \(answer.body)") }
        return token
    }

    /// Asks for a reset; the path of the operation, or the refusal.
    func reset(_ user: String, to password: String) async throws -> Answer {
        Self.sent.withLock { _ = $0.insert(password) }
        return try await reset(user, body: try JSONSerialization.data(withJSONObject: ["newPassword": password]))
    }

    func reset(_ user: String, body: Data) async throws -> Answer {
        let method = "28c10230-6103-485e-b985-444c60001490"
        return try await send(
            "POST", "/v1.0/users/\(user)/authentication/methods/\(method)/resetPassword", body: body, token: token())
    }

    /// Waits until the operation has ended.
    func ending(of accepted: Answer, within seconds: Double = 120) async throws -> Answer {
        guard accepted.status == 202, let location = accepted.headers["location"] else {
            throw Unexpected("not accepted: \(accepted.status) \(accepted.body)")
        }
        let token = try await token()
        return try await eventually(within: seconds, "the operation ends") {
            let answer = try await send("GET", location, token: token)
            return ["succeeded", "failed"].contains(answer["status"] ?? "") ? answer : nil
        }
    }

    /// The decision, and the code of the first reason.
    func blade() async throws -> (decision: String, first: String?) {
        let answer = try await send("GET", "/v1.0/writeback/blade", token: token())
        let reasons = answer.body["reasons"] as? [[String: Any]]
        return (answer["decision"] ?? "\(answer.status)", reasons?.first?["code"] as? String)
    }
}

struct Unexpected: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Asks again and again, since another process has no event to wait for, until there is a value or time is up.
func eventually<Value>(
    within seconds: Double, _ what: String, _ attempt: () async throws -> Value?
) async throws -> Value {
    let end = ContinuousClock.now + .seconds(seconds)
    var last: (any Error)?
    while ContinuousClock.now < end {
        do { if let value = try await attempt() { return value } } catch { last = error }
        try await Task.sleep(for: .milliseconds(100))
    }
    throw Unexpected("within \(seconds) s it did not happen that \(what)\(last.map { "; last: \($0)" } ?? "")")
}
