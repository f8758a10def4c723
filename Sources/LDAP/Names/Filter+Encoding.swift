extension Filter {
    /// The BER of the filter (RFC 4511, section 4.5.1), as the assertion control carries it.
    var encoded: [UInt8] { node.encoded }
}

extension Filter.Node {
    /// Context-specific tags in the order of the CHOICE.
    var encoded: [UInt8] {
        switch self {
        case .and(let nodes): BERWriter.element(0xA0, nodes.flatMap(\.encoded))
        case .or(let nodes): BERWriter.element(0xA1, nodes.flatMap(\.encoded))
        case .not(let node): BERWriter.element(0xA2, node.encoded)
        case .equality(let attribute, let value): Self.assertion(0xA3, attribute, value)
        case .substrings(let attribute, let initial, let any, let final):
            BERWriter.element(
                0xA4,
                BERWriter.octetString(attribute.text)
                    + BERWriter.sequence(
                        (initial.map { BERWriter.element(0x80, $0) } ?? [])
                            + any.flatMap { BERWriter.element(0x81, $0) }
                            + (final.map { BERWriter.element(0x82, $0) } ?? [])))
        case .greaterOrEqual(let attribute, let value): Self.assertion(0xA5, attribute, value)
        case .lessOrEqual(let attribute, let value): Self.assertion(0xA6, attribute, value)
        case .present(let attribute): BERWriter.element(0x87, Array(attribute.text.utf8))
        case .approximate(let attribute, let value): Self.assertion(0xA8, attribute, value)
        case .extensible(let attribute, let rule, let namesToo, let value):
            BERWriter.element(
                0xA9,
                (rule.map { BERWriter.element(0x81, Array($0.utf8)) } ?? [])
                    + (attribute.map { BERWriter.element(0x82, Array($0.text.utf8)) } ?? [])
                    + BERWriter.element(0x83, value) + (namesToo ? [0x84, 1, 0xFF] : []))
        }
    }

    private static func assertion(_ tag: UInt8, _ attribute: AttributeName, _ value: [UInt8]) -> [UInt8] {
        BERWriter.element(tag, BERWriter.octetString(attribute.text) + BERWriter.octetString(value))
    }
}
