import Testing

@testable import Secrets

@Suite struct PasswordTests {
    @Test func bytesAreLentUnchanged() {
        let bytes: [UInt8] = [0, 0xFF, 0x61, 0xEC, 0x95, 0x94]
        let password = Password(copying: bytes)
        #expect(password.withBytes { Array($0) } == bytes)
        #expect(password.containsNUL)
    }

    @Test func nothingThatPrintsShowsTheBytes() {
        let password = Password(copying: "Tr0ub4dor&3".utf8)
        var dumped = ""
        dump(password, to: &dumped)
        struct Holder { let password: Password }
        let texts = [
            "\(password)", String(reflecting: password), String(describing: [password]), dumped,
            String(reflecting: Holder(password: password)), String(describing: Optional(password)),
        ]
        for text in texts { #expect(!text.contains("Tr0ub4dor"), "\(text)") }
    }

    @Test func consumingErasesTheSource() {
        var source = Array("secret".utf8)
        let password = Password(consuming: &source)
        #expect(source.isEmpty)
        #expect(password.count == 6)
    }

    @Test func erasedBytesAreZeroBeforeTheArrayIsEmptied() {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 8, alignment: 1)
        defer { buffer.deallocate() }
        buffer.copyBytes(from: Array("12345678".utf8))
        buffer.overwrite()
        #expect(buffer.allSatisfy { $0 == 0 })
    }

    @Test(arguments: [
        ("abc", "xxabcxx", true), ("abc", "ab", false), ("", "anything", false), ("abc", "abc", true),
        ("b", "aab", true),
        ("비밀", "암호는 비밀 입니다", true),
    ])
    func occurrence(password: String, text: String, expected: Bool) {
        #expect(Password(copying: password.utf8).occurs(in: text.utf8) == expected)
    }
}
