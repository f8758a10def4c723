import Foundation
import NIOHTTP1
import Writeback

/// The agent's calls to its gateway, each with a token.
struct GatewayLink: Sendable {
    let http: GatewayHTTP
    let tokens: TokenSource
    let identity: AgentIdentity
    let clock: AgentClock
    /// Hears of each call: `nil` when the gateway answered, else why it did not.
    var observe: @Sendable (LinkFailure?) async -> Void = { _ in }

    /// Sends with a token; one that is no longer accepted is replaced once.
    ///
    /// - Throws: `LinkFailure`, for any status that `accepting` does not name.
    func call(
        _ method: HTTPMethod, _ target: String, contentType: String = "application/json", body: Data? = nil,
        headers: [(String, String)] = [], limit: Duration = .seconds(15), accepting: Set<Int>
    ) async throws(LinkFailure) -> GatewayHTTP.Answer {
        do throws(LinkFailure) {
            let answer = try await send(
                method, target, contentType: contentType, body: body, headers: headers, limit: limit,
                accepting: accepting)
            await observe(nil)
            return answer
        } catch {
            // A call that was given up here says nothing about the gateway.
            if !Task.isCancelled { await observe(error) }
            throw error
        }
    }

    private func send(
        _ method: HTTPMethod, _ target: String, contentType: String, body: Data?, headers: [(String, String)],
        limit: Duration, accepting: Set<Int>
    ) async throws(LinkFailure) -> GatewayHTTP.Answer {
        var isSecond = false
        while true {
            let token = try await tokens.token()
            var all =
                headers + [("authorization", "Bearer \(token)"), ("accept", "application/json, application/scim+json")]
            if body != nil { all.append(("content-type", contentType)) }
            let answer = try await http.send(method, target, headers: all, body: body, limit: limit)
            if accepting.contains(answer.status) { return answer }
            guard answer.status == 401, !isSecond else { throw answer.failure }
            await tokens.forget(token)
            isSecond = true
        }
    }

    /// Encodes a body of the contract.
    func json(_ value: some Encodable) throws(LinkFailure) -> Data {
        do {
            return try WireJSON.encode(value)
        } catch {
            throw .notUnderstood("\(error)")
        }
    }
}
