import Foundation
import Writeback

/// One request, as the agent's journal knows it. Never holds a password or its sealed bytes.
public struct RequestLine: Codable, Sendable, Hashable {
    /// The request's id.
    public var requestID: String
    /// The person's user principal name.
    public var upn: String
    /// What was to be done.
    public var operation: WritebackRequest.Operation
    /// Where it is in its life: leased, writing, unknown, returned, ended, reported.
    public var state: String
    /// How it ended; `nil` while it has not.
    public var outcome: Outcome?
    /// The LDAP result code that decided it.
    public var ldapResultCode: Int?
    /// What the directory adds to it.
    public var directoryCode: String?
    /// The directory's own words.
    public var diagnostic: String?
    /// The server that was asked.
    public var server: String?
    /// How many times a write was sent.
    public var attempts: Int
    /// How many times the cloud handed it out.
    public var deliveries: Int
    /// When it was first received.
    public var receivedAt: Date
    /// When its outcome was known.
    public var endedAt: Date?
    /// When the gateway accepted the report.
    public var reportedAt: Date?

    /// Collects the members.
    public init(
        requestID: String, upn: String, operation: WritebackRequest.Operation, state: String, outcome: Outcome?,
        ldapResultCode: Int?, directoryCode: String?, diagnostic: String?, server: String?, attempts: Int,
        deliveries: Int, receivedAt: Date, endedAt: Date?, reportedAt: Date?
    ) {
        self.requestID = requestID
        self.upn = upn
        self.operation = operation
        self.state = state
        self.outcome = outcome
        self.ldapResultCode = ldapResultCode
        self.directoryCode = directoryCode
        self.diagnostic = diagnostic
        self.server = server
        self.attempts = attempts
        self.deliveries = deliveries
        self.receivedAt = receivedAt
        self.endedAt = endedAt
        self.reportedAt = reportedAt
    }
}

/// The answer of `requests`.
public struct RequestsAnswer: Codable, Sendable, Hashable {
    /// The newest first.
    public var requests: [RequestLine]

    /// Collects them.
    public init(requests: [RequestLine]) { self.requests = requests }
}
