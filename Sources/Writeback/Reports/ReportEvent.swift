import Foundation

/// A report on its way: a CloudEvent (CloudEvents 1.0, JSON format) whose `data` is a compact JWS.
public struct ReportEvent: Codable, Sendable, Hashable {
    /// The media type of the body: CloudEvents, structured mode.
    public static let contentType = "application/cloudevents+json"

    /// Always `1.0`.
    public var specversion: String
    /// The report's id.
    public var id: String
    /// `/agents/` and the agent's id.
    public var source: String
    /// `writeback.status` or `writeback.health`.
    public var type: String
    /// When it was made.
    public var time: Date
    /// The media type of `data`.
    public var datacontenttype: String
    /// The JWS.
    public var data: String

    /// Wraps a signed report.
    public init(id: String, agent: String, type: String, time: Date, data: String) {
        specversion = "1.0"
        self.id = id
        source = "/agents/\(agent)"
        self.type = type
        self.time = time
        datacontenttype = "application/jose"
        self.data = data
    }
}
