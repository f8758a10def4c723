/// Which entries a search finds (RFC 4511, section 4.5.1.7).
///
/// Values are escaped when a filter is built; only an administrator's configured filter is read from text, by
/// `init(parsing:)`, and checked.
public struct Filter: Hashable, Sendable, CustomStringConvertible {
    let node: Node

    indirect enum Node: Hashable, Sendable {
        case and([Node])
        case or([Node])
        case not(Node)
        case equality(AttributeName, [UInt8])
        case substrings(AttributeName, initial: [UInt8]?, any: [[UInt8]], final: [UInt8]?)
        case greaterOrEqual(AttributeName, [UInt8])
        case lessOrEqual(AttributeName, [UInt8])
        case present(AttributeName)
        case approximate(AttributeName, [UInt8])
        case extensible(AttributeName?, rule: String?, namesToo: Bool, [UInt8])
    }

    init(_ node: Node) { self.node = node }

    /// Entries that have the attribute.
    public static func present(_ attribute: AttributeName) -> Filter { Filter(.present(attribute)) }

    /// Entries whose attribute has this value; any characters are allowed.
    public static func equals(_ attribute: AttributeName, _ value: String) -> Filter {
        Filter(.equality(attribute, Array(value.utf8)))
    }

    /// Entries whose attribute has this value, as bytes: for example the 16 of an `objectGUID`.
    public static func equals(_ attribute: AttributeName, bytes: [UInt8]) -> Filter {
        Filter(.equality(attribute, bytes))
    }

    /// Entries whose attribute begins with this value.
    public static func begins(_ attribute: AttributeName, with value: String) -> Filter {
        Filter(.substrings(attribute, initial: Array(value.utf8), any: [], final: nil))
    }

    /// Entries whose attribute is this value or comes after it.
    public static func atLeast(_ attribute: AttributeName, _ value: String) -> Filter {
        Filter(.greaterOrEqual(attribute, Array(value.utf8)))
    }

    /// Entries whose attribute is this value or comes before it.
    public static func atMost(_ attribute: AttributeName, _ value: String) -> Filter {
        Filter(.lessOrEqual(attribute, Array(value.utf8)))
    }

    /// Entries that all of the filters find.
    public static func all(_ filters: [Filter]) -> Filter { Filter(.and(filters.map(\.node))) }

    /// Entries that at least one of the filters finds.
    public static func any(_ filters: [Filter]) -> Filter { Filter(.or(filters.map(\.node))) }

    /// Entries that the filter does not find.
    public static func not(_ filter: Filter) -> Filter { Filter(.not(filter.node)) }

    /// The string form of RFC 4515.
    public var text: String { node.text }
    /// The string form of RFC 4515.
    public var description: String { text }
}

extension Filter.Node {
    var text: String {
        switch self {
        case .and(let nodes): "(&\(nodes.map(\.text).joined()))"
        case .or(let nodes): "(|\(nodes.map(\.text).joined()))"
        case .not(let node): "(!\(node.text))"
        case .equality(let attribute, let value): "(\(attribute)=\(Self.escape(value)))"
        case .substrings(let attribute, let initial, let any, let final):
            "(\(attribute)=" + ([initial ?? []] + any + [final ?? []]).map(Self.escape).joined(separator: "*") + ")"
        case .greaterOrEqual(let attribute, let value): "(\(attribute)>=\(Self.escape(value)))"
        case .lessOrEqual(let attribute, let value): "(\(attribute)<=\(Self.escape(value)))"
        case .present(let attribute): "(\(attribute)=*)"
        case .approximate(let attribute, let value): "(\(attribute)~=\(Self.escape(value)))"
        case .extensible(let attribute, let rule, let namesToo, let value):
            "(\(attribute?.text ?? "")\(namesToo ? ":dn" : "")\(rule.map { ":" + $0 } ?? ""):=\(Self.escape(value)))"
        }
    }

    /// Everything but plain printable ASCII becomes `\xx`: more than RFC 4515 asks for, and safe for bytes that are no
    /// text.
    static func escape(_ value: [UInt8]) -> String {
        var text = ""
        for byte in value {
            switch byte {
            case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "\\"):
                text += "\\" + Hexadecimal.digits(byte)
            case 0x20..<0x7F: text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += "\\" + Hexadecimal.digits(byte)
            }
        }
        return text
    }
}
