extension DistinguishedName {
    /// Not a distinguished name.
    public struct Invalid: Error, Hashable, Sendable, CustomStringConvertible {
        /// What was given.
        public let text: String
        /// Where it stops making sense, in bytes from the start.
        public let offset: Int
        /// One sentence.
        public var description: String {
            "\"\(text)\" is not a distinguished name: it cannot be understood from position \(offset + 1) on"
        }
    }

    /// Reads a configured name, or one that a server sent (RFC 4514, section 3). Spaces around separators are allowed.
    ///
    /// - Throws: `Invalid`.
    public init(parsing text: String) throws(Invalid) {
        var parser = Parser(bytes: Array(text.utf8))
        do {
            self.init(names: try parser.names(), text: text)
        } catch {
            throw Invalid(text: text, offset: parser.offset)
        }
    }

    private struct Stuck: Error {}

    private struct Parser {
        let bytes: [UInt8]
        var offset = 0

        var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

        mutating func names() throws(Stuck) -> [[Part]] {
            skipSpaces()
            guard next != nil else { return [] }
            var names: [[Part]] = []
            while true {
                var parts = [try part()]
                while next == UInt8(ascii: "+") {
                    offset += 1
                    parts.append(try part())
                }
                names.append(parts)
                guard next != nil else { return names }
                guard next == UInt8(ascii: ",") else { throw Stuck() }
                offset += 1
            }
        }

        mutating func part() throws(Stuck) -> Part {
            skipSpaces()
            let start = offset
            while let byte = next, byte != UInt8(ascii: "="), byte != UInt8(ascii: " ") { offset += 1 }
            let name = String(decoding: bytes[start..<offset], as: UTF8.self)
            skipSpaces()
            guard next == UInt8(ascii: "="), let type = try? AttributeName(parsing: name) else {
                offset = start
                throw Stuck()
            }
            offset += 1
            skipSpaces()
            return Part(type: type, value: next == UInt8(ascii: "#") ? try hexadecimalValue() : try value())
        }

        /// `#` and the BER of the value; the content of a string type is the value, anything else is kept whole.
        mutating func hexadecimalValue() throws(Stuck) -> [UInt8] {
            offset += 1
            var encoded: [UInt8] = []
            while let byte = Hexadecimal.byte(in: bytes, at: offset) {
                encoded.append(byte)
                offset += 2
            }
            skipSpaces()
            guard !encoded.isEmpty, next == nil || next == UInt8(ascii: ",") || next == UInt8(ascii: "+") else {
                throw Stuck()
            }
            var reader = BERReader(encoded)
            guard let element = try? reader.element(), reader.isAtEnd,
                [0x04, 0x0C, 0x13, 0x14, 0x16].contains(element.tag)
            else { return encoded }
            return Array(element.content)
        }

        mutating func value() throws(Stuck) -> [UInt8] {
            var value: [UInt8] = []
            var meaningful = 0
            while let byte = next {
                switch byte {
                case UInt8(ascii: ","), UInt8(ascii: "+"):
                    return Array(value.prefix(meaningful))
                case UInt8(ascii: "\\"):
                    value.append(try escaped())
                    meaningful = value.count
                case UInt8(ascii: "\""), UInt8(ascii: ";"), UInt8(ascii: "<"), UInt8(ascii: ">"), 0:
                    throw Stuck()
                default:
                    value.append(byte)
                    offset += 1
                    if byte != UInt8(ascii: " ") { meaningful = value.count }
                }
            }
            return Array(value.prefix(meaningful))
        }

        mutating func escaped() throws(Stuck) -> UInt8 {
            offset += 1
            if let byte = Hexadecimal.byte(in: bytes, at: offset) {
                offset += 2
                return byte
            }
            guard let byte = next, " \"#+,;<=>\\".utf8.contains(byte) else { throw Stuck() }
            offset += 1
            return byte
        }

        mutating func skipSpaces() { while next == UInt8(ascii: " ") { offset += 1 } }
    }
}
