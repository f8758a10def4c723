/// Cuts passwords out of a JSON body before anything else reads it.
///
/// A general JSON decoder would put the password into a `String`, whose memory nobody can overwrite. This one knows just
/// enough of RFC 8259 to find the named members of the outermost object, decodes their text to UTF-8 bytes, and leaves a
/// body in which each of them is the empty string, for an ordinary decoder.
public struct SecretFields: Sendable {
    /// The passwords that were found, by member name.
    public let secrets: [String: Password]
    /// The body without them. Still worth overwriting: it is a copy of what a client sent.
    public let remainder: [UInt8]

    /// Why a body was refused.
    public enum Failure: Error, Hashable, Sendable {
        /// Not one JSON value, or not an object; the offset is in bytes from the start.
        case notAnObject(offset: Int)
        /// The member occurs twice, so nobody can know which was meant.
        case repeated(member: String)
        /// The member is there, but is neither a string nor null.
        case notAString(member: String)
        /// The text has half of a surrogate pair, which is no character (RFC 8259, section 8.2).
        case loneSurrogate(offset: Int)
        /// The bytes are not UTF-8 (RFC 8259, section 8.1).
        case notUTF8(offset: Int)
    }

    /// Takes the members called `names` out of `body`.
    ///
    /// - Throws: `Failure`.
    public init(cutting names: Set<String>, from body: UnsafeRawBufferPointer) throws(Failure) {
        var reader = JSONReader(body)
        try reader.skipSpace()
        try reader.expect(UInt8(ascii: "{"))
        var found: [String: Password] = [:]
        var seen: Set<String> = []
        var kept: [UInt8] = []
        kept.reserveCapacity(body.count)
        var copiedTo = 0
        func keep(upTo end: Int) {
            kept.append(contentsOf: body[copiedTo..<end])
        }
        try reader.skipSpace()
        if !reader.take(UInt8(ascii: "}")) {
            repeat {
                try reader.skipSpace()
                var nameBytes = try reader.string()
                let name = String(decoding: nameBytes, as: UTF8.self)
                nameBytes.eraseBytes()
                try reader.skipSpace()
                try reader.expect(UInt8(ascii: ":"))
                try reader.skipSpace()
                guard names.contains(name) else {
                    try reader.skipValue(depth: 0)
                    try reader.skipSpace()
                    continue
                }
                guard seen.insert(name).inserted else { throw .repeated(member: name) }
                let start = reader.offset
                switch reader.next {
                case UInt8(ascii: "\""):
                    var value = try reader.string()
                    found[name] = Password(consuming: &value)
                    keep(upTo: start)
                    kept.append(contentsOf: [UInt8(ascii: "\""), UInt8(ascii: "\"")])
                    copiedTo = reader.offset
                case UInt8(ascii: "n"):
                    try reader.skipValue(depth: 0)
                default:
                    throw .notAString(member: name)
                }
                try reader.skipSpace()
            } while reader.take(UInt8(ascii: ","))
            try reader.expect(UInt8(ascii: "}"))
        }
        try reader.skipSpace()
        guard reader.atEnd else { throw .notAnObject(offset: reader.offset) }
        keep(upTo: body.count)
        secrets = found
        remainder = kept
    }
}
