import Foundation
import GRDB
import Logging
import Writeback

/// Takes in how requests ended.
struct StatusIntake: Sendable {
    let store: Store
    let bells: Bells
    let time: any Timekeeper

    /// What became of a report.
    enum Result: Sendable, Hashable {
        /// It ended the request.
        case ended
        /// It says what is known already.
        case known
        /// The request had ended otherwise; that ending stands, this report is kept.
        case differs(from: Outcome)
    }

    /// The longest text of a directory that is kept, in characters.
    private static let longestDiagnostic = 500

    /// Ending, removal of the message and the report itself are one transaction: when this returns, it has happened.
    ///
    /// - Throws: `GraphError` 403 if the agent never held the request, 404 if there is none.
    func take(_ report: StatusReport, from agent: AgentRecord) async throws -> Result {
        let now = time.now
        let (result, request) = try await store.write { database -> (Result, RequestRecord) in
            guard let request = try Requests.find(report.requestID, in: database), request.tenant == agent.tenant else {
                throw GraphError.notFound("there is no request \(report.requestID)")
            }
            guard try Requests.wasLeased(request.id, by: agent.id, in: database) else {
                throw GraphError.denied("this agent held no lease on request \(request.id)")
            }
            let ended = try Requests.end(
                request.id, report.outcome, by: agent.id, diagnostic: Self.harmless(report.diagnostic), at: now,
                in: database)
            try StatusReports.keep(report, from: agent, stands: ended, at: now, in: database)
            if ended { return (.ended, request) }
            guard let outcome = request.outcome, outcome != report.outcome else { return (.known, request) }
            return (.differs(from: outcome), request)
        }
        if result == .ended {
            bells.ring(.messages(directory: request.directory))
            bells.ring(.deadlines)
            bells.ring(.erasure)
        }
        return result
    }

    /// The agent has taken out what it must; control characters and endless texts are not believed anyway.
    private static func harmless(_ text: String?) -> String? {
        text.map { text in
            String(
                String.UnicodeScalarView(text.unicodeScalars.filter { !CharacterSet.controlCharacters.contains($0) }))
        }.flatMap { $0.isEmpty ? nil : String($0.prefix(longestDiagnostic)) }
    }
}
