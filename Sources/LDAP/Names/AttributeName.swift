/// The name of an attribute: an attribute description of RFC 4512, section 2.5, for example `uid` or `cn;lang-ko`.
///
/// Only letters, digits, hyphens, and dots or semicolons in their places are possible, so it can stand in a DN or
/// filter as it is. Case is kept and ignored in comparisons.
public struct AttributeName: Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The name as it was written.
    public let text: String

    /// Not an attribute description.
    public struct Invalid: Error, Hashable, Sendable, CustomStringConvertible {
        /// What was given.
        public let text: String
        /// One sentence.
        public var description: String { "\"\(text)\" is not the name of an LDAP attribute" }
    }

    /// Checks a name that comes from outside.
    ///
    /// - Throws: `Invalid`.
    public init(parsing text: String) throws(Invalid) {
        guard Self.isValid(text.utf8[...]) else { throw Invalid(text: text) }
        self.text = text
    }

    /// A name that is written in the program. A wrong one is a mistake of the programmer and stops the program.
    public init(stringLiteral text: StaticString) {
        self.text = text.description
        precondition(Self.isValid(self.text.utf8[...]), "not an attribute name: \(text)")
    }

    /// The name as it was written.
    public var description: String { text }

    static func isValid(_ text: Substring.UTF8View) -> Bool {
        let parts = text.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        guard let type = parts.first, isDescriptor(type) || isObjectIdentifier(type) else { return false }
        return parts.dropFirst().allSatisfy { !$0.isEmpty && $0.allSatisfy(isKeyCharacter) }
    }

    private static func isDescriptor(_ text: Substring.UTF8View) -> Bool {
        guard let first = text.first, isLetter(first) else { return false }
        return text.allSatisfy(isKeyCharacter)
    }

    private static func isObjectIdentifier(_ text: Substring.UTF8View) -> Bool {
        let numbers = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return numbers.count > 1 && numbers.allSatisfy { !$0.isEmpty && $0.allSatisfy(isDigit) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func isKeyCharacter(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "-")
    }
}

extension AttributeName: Hashable {
    /// Ignores case (RFC 4512, section 2.5).
    public static func == (left: Self, right: Self) -> Bool { left.text.lowercased() == right.text.lowercased() }
    /// Agrees with `==`.
    public func hash(into hasher: inout Hasher) { hasher.combine(text.lowercased()) }
}
