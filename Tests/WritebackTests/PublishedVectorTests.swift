import Crypto
import Foundation
import Testing

@testable import Writeback

/// The test vectors that others published, through the very suites that we use.
@Suite struct PublishedVectorTests {
    private struct Vector: Decodable {
        struct Encryption: Decodable { var aad: String, ct: String, pt: String }
        var info: String, skRm: String, pkRm: String, enc: String
        var encryptions: [Encryption]
    }

    /// RFC 9180's vectors, base mode, KEM 0x0020, KDF 0x0001, AEAD 0x0002.
    @Test func rfc9180() throws {
        let vector = try JSONDecoder().decode(
            Vector.self, from: Golden.vector("rfc9180-x25519-hkdf-sha256-aes-256-gcm.json"))
        let key = try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: Data(hex: vector.skRm))
        #expect(key.publicKey.rawRepresentation == Data(hex: vector.pkRm))
        var recipient = try HPKE.Recipient(
            privateKey: key, ciphersuite: .x25519AES256, info: Data(hex: vector.info),
            encapsulatedKey: Data(hex: vector.enc))
        for encryption in vector.encryptions {
            let opened = try recipient.open(Data(hex: encryption.ct), authenticating: Data(hex: encryption.aad))
            #expect(opened == Data(hex: encryption.pt))
        }
        #expect(vector.encryptions.count >= 3)
    }

    private struct KEMVector: Decodable { var sk: String, pk: String, ct: String, ss: String }

    /// The vectors of draft-connolly-cfrg-xwing-kem.
    @Test func xWing() throws {
        let vectors = try JSONDecoder().decode([KEMVector].self, from: Golden.vector("xwing.json"))
        #expect(vectors.count == 3)
        for vector in vectors {
            let key = try XWingMLKEM768X25519.PrivateKey(seedRepresentation: Data(hex: vector.sk), publicKey: nil)
            #expect(key.publicKey.rawRepresentation == Data(hex: vector.pk))
            #expect(try key.decapsulate(Data(hex: vector.ct)).withUnsafeBytes { Data($0) } == Data(hex: vector.ss))
        }
    }

    private struct Foreign: Decodable {
        var suite: SealingSuite
        var sealed: SealedPassword
        var new: String
    }

    /// Sealed by another implementation (Python's `cryptography` for X-Wing, `pyhpke` for X25519), opened by ours.
    @Test(arguments: ["foreign-xwing.json", "foreign-x25519.json"])
    func sealedByOthers(name: String) throws {
        let foreign = try JSONDecoder().decode(Foreign.self, from: Golden.vector(name))
        let key = try Samples.sealingKey(foreign.suite)
        let context = SealingContext(of: Samples.request(), suite: foreign.suite, keyID: key.published.kid)
        let opened = try key.open(foreign.sealed, context: context)
        #expect(opened.new.withBytes { Array($0) } == Array(foreign.new.utf8))
    }
}

extension Data {
    init(hex: String) {
        let digits = hex.compactMap(\.hexDigitValue)
        self.init(stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
    }
}
