import Crypto
import Foundation
import Secrets
import Testing

@testable import Writeback

@Suite struct SealingTests {
    private let password = Password(copying: "한글 🔑 pässwörd".utf8)

    private func context(_ suite: SealingSuite) throws -> SealingContext {
        SealingContext(of: Samples.request(), suite: suite, keyID: try Samples.sealingKey(suite).published.kid)
    }

    @Test(arguments: SealingSuite.allCases)
    func whatIsSealedOpensToTheSameBytes(suite: SealingSuite) throws {
        let key = try Samples.sealingKey(suite)
        let current = Password(copying: "old".utf8)
        let sealed = try key.published.seal(
            try SealedPlaintext(new: password, current: current), context: try context(suite))
        let opened = try key.open(sealed, context: try context(suite))
        #expect(opened.new.withBytes { Array($0) } == Array("한글 🔑 pässwörd".utf8))
        #expect(opened.current.withBytes { Array($0) } == Array("old".utf8))
    }

    @Test(arguments: SealingSuite.allCases)
    func theLengthOfThePasswordIsHidden(suite: SealingSuite) throws {
        let key = try Samples.sealingKey(suite).published
        let lengths = try [0, 1, 300, Password.longest].map { count in
            try key.seal(
                try SealedPlaintext(new: Password(copying: [UInt8](repeating: 65, count: count))),
                context: try context(suite)
            ).ciphertext.count
        }
        #expect(Set(lengths).count == 1)
    }

    @Test(arguments: SealingSuite.allCases)
    func itOpensInNoOtherContext(suite: SealingSuite) throws {
        let key = try Samples.sealingKey(suite)
        let right = try context(suite)
        let sealed = try key.published.seal(try SealedPlaintext(new: password), context: right)
        let changes: [(inout SealingContext) -> Void] = [
            { $0.tenant += "x" }, { $0.requestID += "x" }, { $0.anchor += "x" }, { $0.operation = .change },
            { $0.expires += 1 }, { $0.keyID += "x" },
            {
                $0.tenant += "a"
                $0.requestID = String($0.requestID.dropFirst())
            },
        ]
        for change in changes {
            var other = right
            change(&other)
            #expect(throws: SealingFailure.doesNotOpen) { try key.open(sealed, context: other) }
        }
    }

    @Test func anotherKeyDoesNotOpenIt() throws {
        let key = try Samples.sealingKey(.xWing)
        let other = try SealingKey(generating: .xWing, at: Samples.time)
        var sealed = try key.published.seal(try SealedPlaintext(new: password), context: try context(.xWing))
        #expect(throws: SealingFailure.malformed) { try other.open(sealed, context: try context(.xWing)) }
        sealed.kid = other.published.kid
        #expect(throws: SealingFailure.doesNotOpen) { try other.open(sealed, context: try context(.xWing)) }
    }

    @Test(arguments: SealingSuite.allCases)
    func damageIsNoticed(suite: SealingSuite) throws {
        let key = try Samples.sealingKey(suite)
        let sealed = try key.published.seal(try SealedPlaintext(new: password), context: try context(suite))
        var damaged = sealed
        damaged.ciphertext = (sealed.ciphertext.first == "A" ? "B" : "A") + sealed.ciphertext.dropFirst()
        #expect(throws: SealingFailure.doesNotOpen) { try key.open(damaged, context: try context(suite)) }
        damaged = sealed
        damaged.enc = "AAAA"
        #expect(throws: SealingFailure.malformed) { try key.open(damaged, context: try context(suite)) }
        damaged.enc = "not base64url!"
        #expect(throws: SealingFailure.malformed) { try key.open(damaged, context: try context(suite)) }
        #expect(damaged.digest != sealed.digest)
    }

    @Test func aKeyThatDoesNotFitItsNameIsNotSealedTo() throws {
        var key = try Samples.sealingKey(.x25519).published
        key.kid = "AAAAAAAAAAAAAAAAAAAAAA"
        #expect(throws: SealingFailure.badPublicKey) {
            try key.seal(try SealedPlaintext(new: password), context: try context(.x25519))
        }
    }

    @Test func contextBytes() throws {
        try Golden.expect(Data(try context(.xWing).info.map { String(format: "%02x", $0) }.joined().utf8), "info.hex")
    }

    @Test func plaintextBytes() throws {
        let plaintext = try SealedPlaintext(new: Password(copying: [1, 2, 3]), current: Password(copying: [9]))
        let bytes = plaintext.withBytes { Array($0) }
        #expect(bytes.prefix(9) == [1, 0, 3, 1, 2, 3, 0, 1, 9])
        #expect(bytes.count == 2053)
        #expect(bytes.dropFirst(9).allSatisfy { $0 == 0 })
    }

    @Test func aPlaintextThatIsNotOneIsRefused() throws {
        func read(_ change: (inout [UInt8]) -> Void) throws {
            var bytes = [UInt8](repeating: 0, count: SealedPlaintext.length)
            bytes[0] = 1
            change(&bytes)
            _ = try bytes.withUnsafeBytes { try SealedPlaintext(reading: $0) }
        }
        try read { _ in }
        #expect(throws: SealedPlaintext.Failure.unknownVersion) { try read { $0[0] = 2 } }
        #expect(throws: SealedPlaintext.Failure.malformed) { try read { $0[1] = 0xFF } }
        #expect(throws: SealedPlaintext.Failure.malformed) { try read { $0[SealedPlaintext.length - 1] = 1 } }
        #expect(throws: SealedPlaintext.Failure.malformed) { try read { $0.removeLast() } }
        #expect(throws: SealedPlaintext.Failure.tooLong) {
            try SealedPlaintext(new: Password(copying: [UInt8](repeating: 1, count: 1025)))
        }
    }
}
