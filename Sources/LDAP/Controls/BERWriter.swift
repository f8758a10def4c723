/// Writes the few shapes of BER that controls need.
enum BERWriter {
    static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        var length: [UInt8] = []
        if content.count < 0x80 {
            length = [UInt8(content.count)]
        } else {
            var left = content.count
            while left > 0 {
                length.insert(UInt8(left & 0xFF), at: 0)
                left >>= 8
            }
            length.insert(0x80 | UInt8(length.count), at: 0)
        }
        return [tag] + length + content
    }

    static func sequence(_ content: [UInt8]) -> [UInt8] { element(0x30, content) }
    static func octetString(_ content: [UInt8]) -> [UInt8] { element(0x04, content) }
    static func octetString(_ content: String) -> [UInt8] { element(0x04, Array(content.utf8)) }

    /// A number that is not negative.
    static func integer(_ value: UInt32) -> [UInt8] {
        var bytes = (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
        while bytes.count > 1, bytes[0] == 0, bytes[1] < 0x80 { bytes.removeFirst() }
        if bytes[0] >= 0x80 { bytes.insert(0, at: 0) }
        return element(0x02, bytes)
    }
}
