/// An entry that a search found.
public struct Entry: Hashable, Sendable {
    /// The name as the server wrote it.
    public let dnText: String
    /// The attributes with their values, as bytes, in the order of the server.
    public let attributes: [AttributeName: [[UInt8]]]

    /// An entry from its parts.
    public init(dnText: String, attributes: [AttributeName: [[UInt8]]]) {
        self.dnText = dnText
        self.attributes = attributes
    }

    /// The name; nil only if the server wrote something that is none.
    public var dn: DistinguishedName? { try? DistinguishedName(parsing: dnText) }

    /// The values of an attribute; empty when the entry has none, or none that we may read.
    public func values(_ attribute: AttributeName) -> [[UInt8]] { attributes[attribute] ?? [] }

    /// The values that are text.
    public func texts(_ attribute: AttributeName) -> [String] {
        values(attribute).compactMap { String(validating: $0, as: UTF8.self) }
    }

    /// The first value that is text.
    public func text(_ attribute: AttributeName) -> String? { texts(attribute).first }

    /// Whether the only value is `TRUE` (RFC 4517, section 3.3.3); nil when there is none.
    public func flag(_ attribute: AttributeName) -> Bool? { text(attribute).map { $0 == "TRUE" } }
}
