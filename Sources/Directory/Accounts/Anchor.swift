import Foundation
import LDAP

/// The source anchor: what ties an entry to its person for ever, as text (design: "Anchor").
public struct Anchor: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The text.
    public let text: String

    /// Takes the text as it is.
    public init(_ text: String) { self.text = text }

    /// As the bare text.
    public init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }
    /// As the bare text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
    /// The text.
    public var description: String { text }

    /// The anchor in an attribute's value; nil if the value is none of this form.
    public init?(value: [UInt8], form: DirectoryKind.AnchorForm) {
        switch form {
        case .guidBytes:
            guard value.count == 16 else { return nil }
            text = Data(value).base64EncodedString()
        case .uuidText:
            guard let uuid = String(validating: value, as: UTF8.self).flatMap(UUID.init(uuidString:)) else {
                return nil
            }
            text = uuid.uuidString.lowercased()
        case .text:
            guard let value = String(validating: value, as: UTF8.self), !value.isEmpty else { return nil }
            text = value
        }
    }

    /// The value to look for; nil if the text is no anchor of this form, so that no entry can have it.
    func value(form: DirectoryKind.AnchorForm) -> [UInt8]? {
        switch form {
        case .guidBytes: Data(base64Encoded: text).flatMap { $0.count == 16 ? Array($0) : nil }
        case .uuidText: UUID(uuidString: text).map { Array($0.uuidString.lowercased().utf8) }
        case .text: text.isEmpty ? nil : Array(text.utf8)
        }
    }
}
