import Foundation
import GRDB
import Writeback

/// One accepted request. Its ending is written once.
struct RequestRecord: Codable, Sendable, Hashable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "requests"

    var id: String
    var tenant: String
    var directory: String
    var person: String
    var upn: String
    var anchor: String
    var operation: WritebackRequest.Operation
    var origin: WritebackRequest.Origin
    var initiatorID: String
    var initiatorName: String
    var initiatorRole: String
    var sequence: Int64
    var acceptedAt: Date
    var expiresAt: Date
    var lastActionAt: Date
    /// Whether an agent ever leased it.
    var begun = false
    /// Whether an agent ever declared that it writes.
    var declared = false
    var outcome: Outcome?
    var endedAt: Date?
    /// The agent that reported the ending; `nil` if the gateway ended it.
    var endedBy: String?
    /// The directory's own words.
    var diagnostic: String?
    /// Message and lock of the last lease, so that a late completion is recognised after the message is gone.
    var messageNumber: Int64?
    var lockToken: String?
}

/// When the gateway ends a request by itself: a decision about values.
enum Deadline {
    /// For how long after `exp` a declared request waits for its report, in seconds.
    static let unconfirmedAfter: Double = 600

    /// When the gateway will end the request unless somebody else does.
    static func due(_ request: RequestRecord) -> Date {
        request.declared ? request.expiresAt.addingTimeInterval(unconfirmedAfter) : request.expiresAt
    }

    /// With what it ends at `now`; `nil` while it may go on. After a declaration nobody but the agent knows, so the
    /// gateway never says `expired` then.
    static func ending(_ request: RequestRecord, at now: Date) -> Outcome? {
        guard request.outcome == nil, now >= due(request) else { return nil }
        return request.declared ? .unconfirmed : .expired
    }

    /// Whether a newer reset takes the place of this one: only a `reset` or `change` that no agent holds or declared.
    static func isSuperseded(_ request: RequestRecord, leased: Bool) -> Bool {
        request.outcome == nil && !request.declared && !leased && request.operation != .unlock
    }
}
