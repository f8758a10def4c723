/// Walks over the tokens of a JSON text (RFC 8259) without building values.
struct JSONReader {
    private let text: UnsafeRawBufferPointer
    private(set) var offset = 0

    /// Deeper nesting is refused, so that a body of brackets cannot exhaust the stack.
    static let deepest = 64

    init(_ text: UnsafeRawBufferPointer) { self.text = text }

    var atEnd: Bool { offset == text.count }
    var next: UInt8? { atEnd ? nil : text[offset] }

    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        offset += 1
        return true
    }

    mutating func expect(_ byte: UInt8) throws(SecretFields.Failure) {
        guard take(byte) else { throw .notAnObject(offset: offset) }
    }

    mutating func skipSpace() throws(SecretFields.Failure) {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { offset += 1 }
    }

    /// The bytes of the string at the offset, escapes decoded.
    ///
    /// The buffer is as long as the rest of the quoted text from the start and never grows: growing would leave copies.
    mutating func string() throws(SecretFields.Failure) -> [UInt8] {
        try expect(UInt8(ascii: "\""))
        var decoded: [UInt8] = []
        decoded.reserveCapacity(quotedLength())
        do throws(SecretFields.Failure) {
            while true {
                guard let byte = next else { throw .notAnObject(offset: offset) }
                switch byte {
                case UInt8(ascii: "\""):
                    offset += 1
                    return decoded
                case UInt8(ascii: "\\"):
                    offset += 1
                    try appendEscape(to: &decoded)
                case 0x00..<0x20:
                    throw .notAnObject(offset: offset)
                case 0x20..<0x80:
                    decoded.append(byte)
                    offset += 1
                default:
                    try appendMultibyte(to: &decoded)
                }
            }
        } catch {
            decoded.eraseBytes()
            throw error
        }
    }

    /// How many bytes lie before the closing quotation mark; decoding never lengthens.
    private func quotedLength() -> Int {
        var end = offset
        while end < text.count, text[end] != UInt8(ascii: "\"") {
            end += text[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(end, text.count) - offset
    }

    private mutating func appendEscape(to decoded: inout [UInt8]) throws(SecretFields.Failure) {
        guard let byte = next else { throw .notAnObject(offset: offset) }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(byte)
        case UInt8(ascii: "b"): decoded.append(0x08)
        case UInt8(ascii: "f"): decoded.append(0x0C)
        case UInt8(ascii: "n"): decoded.append(0x0A)
        case UInt8(ascii: "r"): decoded.append(0x0D)
        case UInt8(ascii: "t"): decoded.append(0x09)
        case UInt8(ascii: "u"): try appendUnicodeEscape(to: &decoded)
        default: throw .notAnObject(offset: offset - 1)
        }
    }

    private mutating func appendUnicodeEscape(to decoded: inout [UInt8]) throws(SecretFields.Failure) {
        let start = offset
        var scalar = try fourHexDigits()
        if (0xD800..<0xDC00).contains(scalar) {
            guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw .loneSurrogate(offset: start) }
            let low = try fourHexDigits()
            guard (0xDC00..<0xE000).contains(low) else { throw .loneSurrogate(offset: start) }
            scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let character = Unicode.Scalar(scalar) else { throw .loneSurrogate(offset: start) }
        UTF8.encode(character)?.forEach { decoded.append($0) }
    }

    private mutating func fourHexDigits() throws(SecretFields.Failure) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next else { throw .notAnObject(offset: offset) }
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw .notAnObject(offset: offset)
            }
            value = value << 4 | UInt32(digit)
            offset += 1
        }
        return value
    }

    private mutating func appendMultibyte(to decoded: inout [UInt8]) throws(SecretFields.Failure) {
        let length: Int
        switch text[offset] {
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF: length = 3
        case 0xF0...0xF4: length = 4
        default: throw .notUTF8(offset: offset)
        }
        guard offset + length <= text.count, String(validating: text[offset..<offset + length], as: UTF8.self) != nil
        else { throw .notUTF8(offset: offset) }
        decoded.append(contentsOf: text[offset..<offset + length])
        offset += length
    }

    /// Passes over one value of any kind.
    mutating func skipValue(depth: Int) throws(SecretFields.Failure) {
        guard depth < Self.deepest, let byte = next else { throw .notAnObject(offset: offset) }
        switch byte {
        case UInt8(ascii: "\""):
            var skipped = try string()
            skipped.eraseBytes()
        case UInt8(ascii: "{"): try skipContainer(closing: UInt8(ascii: "}"), named: true, depth: depth)
        case UInt8(ascii: "["): try skipContainer(closing: UInt8(ascii: "]"), named: false, depth: depth)
        case UInt8(ascii: "t"): try skipWord("true")
        case UInt8(ascii: "f"): try skipWord("false")
        case UInt8(ascii: "n"): try skipWord("null")
        default: try skipNumber()
        }
    }

    private mutating func skipContainer(closing: UInt8, named: Bool, depth: Int) throws(SecretFields.Failure) {
        offset += 1
        try skipSpace()
        if take(closing) { return }
        repeat {
            try skipSpace()
            if named {
                var name = try string()
                name.eraseBytes()
                try skipSpace()
                try expect(UInt8(ascii: ":"))
                try skipSpace()
            }
            try skipValue(depth: depth + 1)
            try skipSpace()
        } while take(UInt8(ascii: ","))
        try expect(closing)
    }

    private mutating func skipWord(_ word: StaticString) throws(SecretFields.Failure) {
        for index in 0..<word.utf8CodeUnitCount { try expect(word.utf8Start[index]) }
    }

    private mutating func skipNumber() throws(SecretFields.Failure) {
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try skipDigits() }
        if take(UInt8(ascii: ".")) { try skipDigits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try skipDigits()
        }
    }

    private mutating func skipDigits() throws(SecretFields.Failure) {
        let start = offset
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
        guard offset > start else { throw .notAnObject(offset: offset) }
    }
}
