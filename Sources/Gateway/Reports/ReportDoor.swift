import Foundation
import Hummingbird
import Logging
import Writeback

/// `POST /writeback-status/messages`: what agents report, as CloudEvents whose data they signed.
struct ReportDoor: Sendable {
    let bearer: Bearer
    let status: StatusIntake
    let health: HealthIntake
    let history: BladeHistory

    func respond(_ request: Request, _ context: DoorContext) async throws -> Response {
        let agent = try await bearer.caller(of: request).requireAgent()
        let event = try await BodyReading.json(ReportEvent.self, of: request)
        guard event.specversion == "1.0" else { throw GraphError.badRequest("specversion has to be 1.0") }
        switch event.type {
        case StatusReport.eventType:
            let report = try await open(event.data, as: StatusReport.self, typ: StatusReport.type, agent: agent)
            try check(issuer: report.iss, audience: report.aud, agent: agent)
            log(try await status.take(report, from: agent), of: report, context)
        case HealthReport.eventType:
            let report = try await open(event.data, as: HealthReport.self, typ: HealthReport.type, agent: agent)
            try check(issuer: report.iss, audience: report.aud, agent: agent)
            _ = try await health.take(report, from: agent)
        default: throw GraphError.badRequest("type has to be writeback.status or writeback.health")
        }
        // The blade follows from what is stored; this only writes down when it changed.
        try await history.record(tenant: agent.tenant)
        return Response(status: .created, headers: [.contentLength: "0"])
    }

    private func open<Content: Codable & Sendable>(
        _ data: String, as type: Content.Type, typ: String, agent: AgentRecord
    ) async throws -> Content {
        do {
            return try await SignedEnvelope.open(data, as: type, typ: typ, trusting: [agent.jwk])
        } catch {
            switch error {
            case .malformed, .wrongType, .wrongAlgorithm:
                throw GraphError.badRequest("data is not a signed report of this type")
            case .unknownKey, .badSignature:
                throw GraphError.denied("the report is not signed by the identity key of the agent that sent it")
            }
        }
    }

    private func check(issuer: String, audience: String, agent: AgentRecord) throws {
        guard issuer == agent.id else { throw GraphError.denied("the report is another agent's") }
        guard audience == agent.tenant else { throw GraphError.denied("the report is for another tenant") }
    }

    private func log(_ result: StatusIntake.Result, of report: StatusReport, _ context: DoorContext) {
        let metadata: Logger.Metadata = [
            "request.id": "\(report.requestID)", "outcome": "\(report.outcome.rawValue)", "agent.id": "\(report.iss)",
        ]
        switch result {
        case .ended: context.logger.notice("a request ended", metadata: metadata)
        case .known: context.logger.debug("a known ending was reported again", metadata: metadata)
        case .differs(let first):
            context.logger.warning(
                "a second, differing ending was reported; the first stands",
                metadata: metadata.merging(["outcome.first": "\(first.rawValue)"]) { $1 })
        }
    }
}
