import Foundation
import Writeback

/// What the agent tells the gateway, and what it asks about itself.
extension GatewayLink {
    /// Sends the ending of a request.
    func report(_ report: StatusReport) async throws(LinkFailure) {
        try await send(report, id: report.jti, type: StatusReport.type, event: StatusReport.eventType)
    }

    /// Sends how the agent is.
    func report(_ report: HealthReport) async throws(LinkFailure) {
        try await send(report, id: report.jti, type: HealthReport.type, event: HealthReport.eventType)
    }

    private func send(
        _ claims: some Codable & Sendable, id: String, type: String, event: String
    ) async throws(LinkFailure) {
        let signed: String
        do {
            signed = try await SignedEnvelope.sign(claims, type: type, key: identity.key)
        } catch {
            throw .notUnderstood("the identity key cannot sign: \(error)")
        }
        let body = try json(
            ReportEvent(id: id, agent: identity.record.agentID, type: event, time: clock.now(), data: signed))
        _ = try await call(
            .POST, "/\(identity.record.statusQueue)/messages", contentType: ReportEvent.contentType, body: body,
            accepting: [200, 201, 202])
    }

    /// Whether the blade is shown.
    func blade(in language: Language) async throws(LinkFailure) -> BladeAnswer {
        let answer = try await call(
            .GET, "/v1.0/writeback/blade", headers: [("accept-language", language.rawValue)], limit: .seconds(3),
            accepting: [200])
        return try answer.decoded(as: BladeAnswer.self)
    }
}
