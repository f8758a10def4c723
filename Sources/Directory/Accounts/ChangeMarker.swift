import Foundation
import LDAP

/// What an entry said about its last change, at one moment. Comparing two of them tells whether a password was written.
///
/// Goes into the journal and on the wire as `text`, which is the same for equal markers.
public struct ChangeMarker: Hashable, Sendable, Codable, CustomStringConvertible {
    /// When the password was last changed, in the directory's own form; nil before the first change that it noted.
    public var passwordTime: String?
    /// Moves with each change of the entry, and on OpenLDAP with each failed bind of the user too. Where it is a time
    /// without a fraction, two changes in one second look like one.
    public var sequence: String?
    /// The name of whoever changed the entry last.
    public var modifier: String?

    /// A marker from its parts.
    public init(passwordTime: String?, sequence: String?, modifier: String?) {
        self.passwordTime = passwordTime
        self.sequence = sequence
        self.modifier = modifier
    }

    init(_ entry: Entry, _ attributes: DirectoryKind.MarkerAttributes) {
        passwordTime = entry.text(attributes.passwordTime)
        sequence = entry.text(attributes.sequence)
        modifier = entry.text(attributes.modifier)
    }

    /// Reads what `text` wrote; nil if it is something else.
    public init?(text: String) {
        guard let marker = try? JSONDecoder().decode(ChangeMarker.self, from: Data(text.utf8)) else { return nil }
        self = marker
    }

    /// A JSON object with its members in order.
    public var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Three optional strings can always be encoded.
        guard let data = try? encoder.encode(self) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    /// The text form.
    public var description: String { text }

    /// Whether nothing at all could be read: then nothing can be told from it.
    public var isEmpty: Bool { passwordTime == nil && sequence == nil }
}
