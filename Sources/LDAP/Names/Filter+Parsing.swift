extension Filter {
    /// Not a filter.
    public struct Invalid: Error, Hashable, Sendable, CustomStringConvertible {
        /// What was given.
        public let text: String
        /// Where it stops making sense, in bytes from the start.
        public let offset: Int
        /// One sentence.
        public var description: String {
            "\"\(text)\" is not an LDAP filter: it cannot be understood from position \(offset + 1) on"
        }
    }

    /// Reads a filter that an administrator configured (RFC 4515, section 3).
    ///
    /// - Throws: `Invalid`.
    public init(parsing text: String) throws(Invalid) {
        var parser = Parser(bytes: Array(text.utf8))
        do {
            let node = try parser.filter(depth: 0)
            guard parser.offset == parser.bytes.count else { throw Stuck() }
            self.init(node)
        } catch {
            throw Invalid(text: text, offset: parser.offset)
        }
    }

    private struct Stuck: Error {}

    private struct Parser {
        /// Deeper nesting is refused, so that a filter of brackets cannot exhaust the stack.
        static let deepest = 64
        let bytes: [UInt8]
        var offset = 0

        var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

        mutating func take(_ byte: Unicode.Scalar) -> Bool {
            guard next == UInt8(ascii: byte) else { return false }
            offset += 1
            return true
        }

        mutating func filter(depth: Int) throws -> Node {
            guard depth < Self.deepest, take("(") else { throw Stuck() }
            let node: Node
            if take("&") {
                node = .and(try filters(depth: depth))
            } else if take("|") {
                node = .or(try filters(depth: depth))
            } else if take("!") {
                node = .not(try filter(depth: depth + 1))
            } else {
                node = try item()
            }
            guard take(")") else { throw Stuck() }
            return node
        }

        /// One or more: an empty "and" (RFC 4526) is not something an administrator should configure by mistake.
        mutating func filters(depth: Int) throws -> [Node] {
            var nodes = [try filter(depth: depth + 1)]
            while next == UInt8(ascii: "(") { nodes.append(try filter(depth: depth + 1)) }
            return nodes
        }

        mutating func item() throws -> Node {
            let start = offset
            while let byte = next, !"=<>~:()".utf8.contains(byte) { offset += 1 }
            let name = String(decoding: bytes[start..<offset], as: UTF8.self)
            if next == UInt8(ascii: ":") { return try extensible(name: name, start: start) }
            guard let attribute = try? AttributeName(parsing: name) else {
                offset = start
                throw Stuck()
            }
            if take("=") { return try equality(attribute) }
            if take(">"), take("=") { return .greaterOrEqual(attribute, try value()) }
            if take("<"), take("=") { return .lessOrEqual(attribute, try value()) }
            if take("~"), take("=") { return .approximate(attribute, try value()) }
            throw Stuck()
        }

        mutating func equality(_ attribute: AttributeName) throws -> Node {
            var pieces = [try value()]
            while take("*") { pieces.append(try value()) }
            guard pieces.count > 1 else { return .equality(attribute, pieces[0]) }
            let any = Array(pieces.dropFirst().dropLast())
            let initial = pieces[0].isEmpty ? nil : pieces[0]
            let final = pieces[pieces.count - 1].isEmpty ? nil : pieces[pieces.count - 1]
            if initial == nil, final == nil, any.isEmpty { return .present(attribute) }
            guard any.allSatisfy({ !$0.isEmpty }) else { throw Stuck() }
            return .substrings(attribute, initial: initial, any: any, final: final)
        }

        /// `attribute[:dn][:rule]:=value`, or without the attribute.
        mutating func extensible(name: String, start: Int) throws -> Node {
            var words: [String] = []
            while take(":") {
                if take("=") {
                    let namesToo = words.first?.lowercased() == "dn"
                    if namesToo { words.removeFirst() }
                    let attribute = name.isEmpty ? nil : try AttributeName(parsing: name)
                    guard words.count <= 1, attribute != nil || words.count == 1 else { throw Stuck() }
                    return .extensible(attribute, rule: words.first, namesToo: namesToo, try value())
                }
                let wordStart = offset
                while let byte = next, !"=<>~:()".utf8.contains(byte) { offset += 1 }
                words.append(
                    try AttributeName(parsing: String(decoding: bytes[wordStart..<offset], as: UTF8.self)).text)
            }
            throw Stuck()
        }

        mutating func value() throws -> [UInt8] {
            var value: [UInt8] = []
            while let byte = next {
                switch byte {
                case UInt8(ascii: ")"), UInt8(ascii: "*"): return value
                case UInt8(ascii: "("), 0: throw Stuck()
                case UInt8(ascii: "\\"):
                    guard let escaped = Hexadecimal.byte(in: bytes, at: offset + 1) else { throw Stuck() }
                    value.append(escaped)
                    offset += 3
                default:
                    value.append(byte)
                    offset += 1
                }
            }
            return value
        }
    }
}
