/// The name of an entry (RFC 4514).
///
/// Values are escaped when a name is built; there is no way to put an unescaped string into one. Two names are equal
/// when their attribute types and values are, ignoring case, spaces at the ends and repeated spaces: good enough to
/// tell whether an entry lies in a subtree, though not every matching rule of a schema is known here.
public struct DistinguishedName: Sendable, CustomStringConvertible {
    /// One type and value of a relative name.
    struct Part: Sendable {
        var type: AttributeName
        var value: [UInt8]
    }

    /// The relative names, the entry's own first.
    let names: [[Part]]
    /// The name as it goes on the wire: as it was given, or as RFC 4514 writes it.
    public let text: String

    /// The name of the root: no relative names.
    public static let root = DistinguishedName(names: [], text: "")

    init(names: [[Part]], text: String) {
        self.names = names
        self.text = text
    }

    /// The entry below this one whose relative name is `type=value`; the value may hold any characters.
    public func child(_ type: AttributeName, _ value: String) -> DistinguishedName {
        child(type, Array(value.utf8))
    }

    /// The entry below this one whose relative name is `type=value`; the value may hold any bytes.
    public func child(_ type: AttributeName, _ value: [UInt8]) -> DistinguishedName {
        let own = "\(type)=\(Self.escape(value))"
        return DistinguishedName(
            names: [[Part(type: type, value: value)]] + names, text: names.isEmpty ? own : "\(own),\(text)")
    }

    /// The entry above, or nil for the root.
    public var parent: DistinguishedName? {
        guard !names.isEmpty else { return nil }
        let above = Array(names.dropFirst())
        let text = above.map { $0.map { "\($0.type)=\(Self.escape($0.value))" }.joined(separator: "+") }
        return DistinguishedName(names: above, text: text.joined(separator: ","))
    }

    /// Whether this is `base` or lies below it.
    public func isWithin(_ base: DistinguishedName) -> Bool {
        names.count >= base.names.count && normalised.suffix(base.names.count).elementsEqual(base.normalised)
    }

    /// The name as it goes on the wire.
    public var description: String { text }

    /// Escapes a value (RFC 4514, section 2.4): printable ASCII and other UTF-8 stay, everything else becomes `\xx`.
    static func escape(_ value: [UInt8]) -> String {
        let isText = String(validating: value, as: UTF8.self) != nil
        var escaped: [UInt8] = []
        for (index, byte) in value.enumerated() {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "+"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "<"),
                UInt8(ascii: ">"), UInt8(ascii: "\\"), UInt8(ascii: "="):
                escaped += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "#") where index == 0:
                escaped += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: " ") where index == 0 || index == value.count - 1:
                escaped += [UInt8(ascii: "\\"), byte]
            case 0x20..<0x7F:
                escaped.append(byte)
            case 0x80... where isText:
                escaped.append(byte)
            default:
                escaped += [UInt8(ascii: "\\")] + Array(Hexadecimal.digits(byte).utf8)
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }
}

extension DistinguishedName: Hashable {
    private var normalised: [[String]] {
        names.map { parts in
            parts.map { part in "\(part.type.text.lowercased())=\(Self.fold(part.value))" }.sorted()
        }
    }

    /// Lower case, one space for many, none at the ends; bytes that are no text are compared as they are.
    private static func fold(_ value: [UInt8]) -> String {
        guard let text = String(validating: value, as: UTF8.self) else {
            return "#" + value.map(Hexadecimal.digits).joined()
        }
        return text.lowercased().split(separator: " ").joined(separator: " ")
    }

    /// Compares the normalised forms.
    public static func == (left: Self, right: Self) -> Bool { left.normalised == right.normalised }
    /// Agrees with `==`.
    public func hash(into hasher: inout Hasher) { hasher.combine(normalised) }
}
