import Foundation

/// The names of the queues.
public enum QueueName {
    /// What agents lease.
    public static let requests = "writeback-requests"
    /// Where agents report.
    public static let status = "writeback-status"
}

/// The body with which an agent asks for a message, beyond what Service Bus knows.
public struct LeaseRequest: Codable, Sendable, Hashable {
    /// The sealing keys that the agent holds. Only messages sealed to one of them are handed out.
    public var keyIDs: [String]
    /// The agent's running instance.
    public var instance: String

    /// Describes what the agent can open.
    public init(keyIDs: [String], instance: String) {
        self.keyIDs = keyIDs
        self.instance = instance
    }
}

/// "I am about to write": said on the renewal of a lease, kept with the message, handed to whoever leases it next.
public struct Declaration: Codable, Sendable, Hashable {
    /// The server that will be asked.
    public var server: String
    /// The entry's change marker before the write, in the directory's own notation.
    public var marker: String
    /// When it was declared.
    public var declaredAt: Date
    /// Who declared it; filled in by the gateway.
    public var agentID: String?

    /// Describes a declaration.
    public init(server: String, marker: String, declaredAt: Date, agentID: String? = nil) {
        self.server = server
        self.marker = marker
        self.declaredAt = declaredAt
        self.agentID = agentID
    }
}

/// The body of a renewal.
public struct RenewRequest: Codable, Sendable, Hashable {
    /// The declaration; `nil` for a plain renewal.
    public var declaration: Declaration?

    /// Renews, with or without a declaration.
    public init(declaration: Declaration?) { self.declaration = declaration }
}

/// The `BrokerProperties` header of Service Bus, as far as it is used here.
public struct BrokerProperties: Codable, Sendable, Hashable {
    /// The request's id.
    public var messageID: String
    /// The person.
    public var sessionID: String
    /// The message's number, rising.
    public var sequenceNumber: Int64
    /// Names this lease; part of the lock URI.
    public var lockToken: String
    /// Until when the lease lasts, by the gateway's clock.
    public var lockedUntil: Date
    /// For how long it lasts from now on, in seconds: what the agent counts down on its own monotonic clock.
    public var lockSeconds: Int
    /// How many times it was handed out, this time included.
    public var deliveryCount: Int
    /// When it was enqueued.
    public var enqueuedTime: Date

    enum CodingKeys: String, CodingKey {
        case messageID = "MessageId"
        case sessionID = "SessionId"
        case sequenceNumber = "SequenceNumber"
        case lockToken = "LockToken"
        case lockedUntil = "LockedUntilUtc"
        case lockSeconds = "LockSeconds"
        case deliveryCount = "DeliveryCount"
        case enqueuedTime = "EnqueuedTimeUtc"
    }

    /// Collects the properties.
    public init(
        messageID: String, sessionID: String, sequenceNumber: Int64, lockToken: String, lockedUntil: Date,
        lockSeconds: Int, deliveryCount: Int, enqueuedTime: Date
    ) {
        self.messageID = messageID
        self.sessionID = sessionID
        self.sequenceNumber = sequenceNumber
        self.lockToken = lockToken
        self.lockedUntil = lockedUntil
        self.lockSeconds = lockSeconds
        self.deliveryCount = deliveryCount
        self.enqueuedTime = enqueuedTime
    }

    /// Reads the header: Service Bus writes its times as RFC 1123 dates (RFC 9110, section 5.6.7).
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func time(_ key: CodingKeys) throws -> Date {
            guard let date = HTTPDate.date(try container.decode(String.self, forKey: key)) else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: container, debugDescription: "not an RFC 1123 date")
            }
            return date
        }
        messageID = try container.decode(String.self, forKey: .messageID)
        sessionID = try container.decode(String.self, forKey: .sessionID)
        sequenceNumber = try container.decode(Int64.self, forKey: .sequenceNumber)
        lockToken = try container.decode(String.self, forKey: .lockToken)
        lockedUntil = try time(.lockedUntil)
        lockSeconds = try container.decode(Int.self, forKey: .lockSeconds)
        deliveryCount = try container.decode(Int.self, forKey: .deliveryCount)
        enqueuedTime = try time(.enqueuedTime)
    }

    /// Writes the header's JSON.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(messageID, forKey: .messageID)
        try container.encode(sessionID, forKey: .sessionID)
        try container.encode(sequenceNumber, forKey: .sequenceNumber)
        try container.encode(lockToken, forKey: .lockToken)
        try container.encode(HTTPDate.text(lockedUntil), forKey: .lockedUntil)
        try container.encode(lockSeconds, forKey: .lockSeconds)
        try container.encode(deliveryCount, forKey: .deliveryCount)
        try container.encode(HTTPDate.text(enqueuedTime), forKey: .enqueuedTime)
    }
}
