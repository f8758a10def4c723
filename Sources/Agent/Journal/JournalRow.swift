import AgentControl
import Foundation
import GRDB
import Writeback

/// What the journal keeps of one request. Neither the password nor its sealed bytes: the cloud's queue keeps those
/// until the ending.
struct JournalRow: Codable, Hashable, Sendable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "request"

    var requestID: String
    /// SHA-256 of the signed request, base64url: tells a redelivery from a reused id.
    var digest: String
    var anchor: String
    var upn: String
    var operation: WritebackRequest.Operation
    var issued: Int
    var expires: Int
    var sequence: Int64
    var state: String
    var outcome: Outcome?
    /// The server that was declared last.
    var server: String?
    /// The marker that was declared last.
    var marker: String?
    var declaredAt: Date?
    /// How many times a write was sent.
    var attempts: Int
    var deliveries: Int
    var receivedAt: Date
    var changedAt: Date
    var endedAt: Date?
    var reportedAt: Date?
    var ldapResultCode: Int?
    var directoryCode: String?
    var diagnostic: String?

    init(_ request: WritebackRequest, digest: String, at now: Date) {
        requestID = request.jti
        self.digest = digest
        anchor = request.sub
        upn = request.upn
        operation = request.operation
        issued = request.iat
        expires = request.exp
        sequence = request.sequence
        state = JournalState.leased.word
        attempts = 0
        deliveries = 0
        receivedAt = now
        changedAt = now
    }

    /// The state by value.
    ///
    /// - Throws: `Journal.Failure.inconsistent`.
    func journalState() throws -> JournalState {
        guard let state = JournalState(word: state, outcome: outcome) else {
            throw Journal.Failure.inconsistent(request: requestID)
        }
        return state
    }

    /// Takes a step; refused steps change nothing.
    mutating func take(_ event: JournalState.Event, at now: Date) throws {
        let next = try JournalState.after(event, from: try journalState())
        state = next.word
        outcome = next.outcome
        changedAt = now
    }

    /// The row as tables show it.
    var line: RequestLine {
        RequestLine(
            requestID: requestID, upn: upn, operation: operation, state: state, outcome: outcome,
            ldapResultCode: ldapResultCode, directoryCode: directoryCode, diagnostic: diagnostic, server: server,
            attempts: attempts, deliveries: deliveries, receivedAt: receivedAt, endedAt: endedAt, reportedAt: reportedAt
        )
    }
}

/// A report that the gateway has not accepted yet.
struct OutboxRow: Codable, Hashable, Sendable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "outbox"

    /// The report's own id: the same report sent again keeps it.
    var reportID: String
    var requestID: String
    var createdAt: Date
    /// The claims of the report, as JSON; signed anew each time it is sent.
    var report: Data
}
