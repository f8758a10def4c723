/// Reads BER as LDAP uses it (RFC 4511, section 5.1), from bytes that nobody has checked.
///
/// Lengths need not be minimal: Active Directory writes `30 84 00 00 00 03`. Indefinite lengths and tags of several
/// bytes, which LDAP does not have, are refused.
struct BERReader {
    /// The bytes are not what they should be.
    struct Malformed: Error, Hashable {}

    struct Element {
        let tag: UInt8
        let content: ArraySlice<UInt8>
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: some Collection<UInt8>) { rest = ArraySlice(bytes) }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func element() throws(Malformed) -> Element {
        guard let tag = rest.popFirst(), tag & 0x1F != 0x1F, let first = rest.popFirst() else { throw Malformed() }
        var length = Int(first)
        if first >= 0x80 {
            let count = Int(first & 0x7F)
            guard (1...8).contains(count), rest.count >= count else { throw Malformed() }
            length = 0
            for byte in rest.prefix(count) {
                guard length <= Int.max >> 8 else { throw Malformed() }
                length = length << 8 | Int(byte)
            }
            rest = rest.dropFirst(count)
        }
        guard length <= rest.count else { throw Malformed() }
        defer { rest = rest.dropFirst(length) }
        return Element(tag: tag, content: rest.prefix(length))
    }

    mutating func element(_ tag: UInt8) throws(Malformed) -> ArraySlice<UInt8> {
        let element = try element()
        guard element.tag == tag else { throw Malformed() }
        return element.content
    }

    /// The content of an INTEGER or ENUMERATED; needlessly long ones are accepted as long as the value fits.
    static func integer(_ content: ArraySlice<UInt8>) throws(Malformed) -> Int {
        guard let first = content.first else { throw Malformed() }
        var value = first >= 0x80 ? -1 : 0
        for byte in content {
            guard value >= Int.min >> 8, value <= Int.max >> 8 else { throw Malformed() }
            value = value << 8 | Int(byte)
        }
        return value
    }
}
