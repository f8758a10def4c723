/// Two hexadecimal digits for a byte, as RFC 4514 and RFC 4515 write escapes.
enum Hexadecimal {
    static func digits(_ byte: UInt8) -> String {
        let text = String(byte, radix: 16)
        return byte < 16 ? "0" + text : text
    }

    static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The byte that two digits at `offset` make.
    static func byte(in text: [UInt8], at offset: Int) -> UInt8? {
        guard offset >= 0, offset + 1 < text.count, let high = value(text[offset]), let low = value(text[offset + 1])
        else { return nil }
        return high << 4 | low
    }
}
