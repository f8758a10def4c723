import Testing

@testable import LDAP

@Suite struct BERTests {
    @Test(arguments: [
        ([0x30, 0x03, 0x81, 0x01, 0x06] as [UInt8], PasswordPolicyResponse(error: .passwordTooShort)),
        ([0x30, 0x05, 0xA0, 0x03, 0x81, 0x01, 0x02], PasswordPolicyResponse(graceBindsRemaining: 2)),
        ([0x30, 0x06, 0xA0, 0x04, 0x80, 0x02, 0x0E, 0x10], PasswordPolicyResponse(secondsBeforeExpiration: 3600)),
        ([0x30, 0x00], PasswordPolicyResponse()),
        // Lengths and numbers that are longer than they need be, as Active Directory writes them.
        (
            [0x30, 0x84, 0, 0, 0, 0x07, 0x81, 0x84, 0, 0, 0, 0x01, 0x08],
            PasswordPolicyResponse(error: .passwordInHistory)
        ),
        ([0x30, 0x06, 0x81, 0x04, 0, 0, 0, 0x07], PasswordPolicyResponse(error: .passwordTooYoung)),
        // An unknown member before the known one.
        (
            [0x30, 0x06, 0x85, 0x01, 0x00, 0x81, 0x01, 0x05],
            PasswordPolicyResponse(error: .insufficientPasswordQuality)
        ),
        ([0x30, 0x03, 0x81, 0x01, 0x63], PasswordPolicyResponse(error: PasswordPolicyError(rawValue: 99))),
    ])
    func readsPolicyResponses(bytes: [UInt8], response: PasswordPolicyResponse) throws {
        #expect(try PasswordPolicyResponse(decoding: bytes) == response)
    }

    @Test(
        arguments: [
            [], [0x30], [0x30, 0x05, 0x81, 0x01, 0x06], [0x31, 0x00], [0x30, 0x80, 0x00, 0x00],
            [0x30, 0x02, 0x81, 0x00],
            [0x30, 0x03, 0x81, 0x01, 0x06, 0x00], [0x30, 0x89, 1, 1, 1, 1, 1, 1, 1, 1, 1], [0x3F, 0x81, 0x01, 0x00],
            [0x30, 0x88, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0x30, 0x02, 0xA0, 0x00],
            [0x30, 0x0B, 0x81, 0x09, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        ] as [[UInt8]])
    func refusesMalformedOnes(bytes: [UInt8]) {
        #expect(throws: BERReader.Malformed.self) { try PasswordPolicyResponse(decoding: bytes) }
        let result = LDAPResult(
            code: .constraintViolation, controls: [Control(oid: .passwordPolicy, isCritical: false, value: bytes)])
        #expect(result.passwordPolicy == nil)
    }

    /// Nothing that arrives may stop the program.
    @Test func survivesAnyBytes() {
        let samples: [[UInt8]] = [
            [0x30, 0x08, 0xA0, 0x03, 0x80, 0x01, 0x05, 0x81, 0x01, 0x06], [0x30, 0x05, 0x02, 0x01, 0x00, 0x04, 0x00],
        ]
        for _ in 0..<20_000 {
            var bytes = samples[Int.random(in: 0..<samples.count)]
            for _ in 0..<Int.random(in: 1...4) {
                switch Int.random(in: 0..<3) {
                case 0: bytes[Int.random(in: 0..<bytes.count)] = .random(in: 0...255)
                case 1: bytes.insert(.random(in: 0...255), at: Int.random(in: 0...bytes.count))
                default: if bytes.count > 1 { bytes.remove(at: Int.random(in: 0..<bytes.count)) }
                }
            }
            _ = try? PasswordPolicyResponse(decoding: bytes)
            _ = Control(oid: .pagedResults, isCritical: false, value: bytes).pageCookie
            _ = CertificateSummary(der: bytes)
        }
    }

    @Test func writesAndReadsPages() {
        let control = Control.page(size: 500, cookie: [1, 2])
        #expect(control.value == [0x30, 0x08, 0x02, 0x02, 0x01, 0xF4, 0x04, 0x02, 1, 2])
        #expect(control.pageCookie == [1, 2])
        #expect(BERWriter.integer(0) == [2, 1, 0])
        #expect(BERWriter.integer(128) == [2, 2, 0, 128])
        #expect(BERWriter.element(4, [UInt8](repeating: 7, count: 200)).prefix(3) == [4, 0x81, 200])
    }
}
