import Crypto
import Foundation
import Secrets

/// The private half of a sealing key. Made on-premises; never leaves the agent.
public struct SealingKey: Sendable {
    private enum Material {
        case xWing(XWingMLKEM768X25519.PrivateKey)
        case x25519(Curve25519.KeyAgreement.PrivateKey)
    }

    private let material: Material
    /// The public half.
    public let published: PublishedSealingKey

    /// Makes a new key.
    public init(generating suite: SealingSuite, at created: Date) throws {
        switch suite {
        case .xWing: try self.init(.xWing(.generate()), created: created)
        case .x25519: try self.init(.x25519(.init()), created: created)
        }
    }

    /// Restores a key from its secret: for X-Wing the 32-byte seed, for X25519 the 32-byte scalar.
    ///
    /// - Throws: `SealingFailure.malformed`.
    public init(suite: SealingSuite, secret: Password, created: Date) throws(SealingFailure) {
        do {
            let material: Material = try secret.withBytes { bytes in
                switch suite {
                case .xWing:
                    .xWing(try XWingMLKEM768X25519.PrivateKey(seedRepresentation: Data(bytes), publicKey: nil))
                case .x25519:
                    .x25519(try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes))
                }
            }
            try self.init(material, created: created)
        } catch {
            throw .malformed
        }
    }

    private init(_ material: Material, created: Date) throws {
        self.material = material
        published =
            switch material {
            case .xWing(let key):
                PublishedSealingKey(suite: .xWing, publicKey: key.publicKey.rawRepresentation, created: created)
            case .x25519(let key):
                PublishedSealingKey(suite: .x25519, publicKey: key.publicKey.rawRepresentation, created: created)
            }
    }

    /// The secret, for the agent's key folder and nowhere else.
    public var secret: Password {
        switch material {
        case .xWing(let key): Password(copying: key.seedRepresentation)
        case .x25519(let key): Password(copying: key.rawRepresentation)
        }
    }

    /// Opens what was sealed to this key for this context.
    ///
    /// - Throws: `SealingFailure`.
    public func open(_ sealed: SealedPassword, context: SealingContext) throws(SealingFailure) -> SealedPlaintext {
        guard sealed.kid == published.kid, sealed.suite == published.suite,
            let enc = Base64URL.decode(sealed.enc), enc.count == published.suite.encapsulatedKeyLength,
            let ciphertext = Base64URL.decode(sealed.ciphertext)
        else { throw .malformed }
        var plaintext: [UInt8]
        do {
            var opened: Data
            switch material {
            case .xWing(let key):
                var recipient = try HPKE.Recipient(
                    privateKey: key, ciphersuite: .XWingMLKEM768X25519_SHA256_AES_GCM_256, info: context.info,
                    encapsulatedKey: enc)
                opened = try recipient.open(ciphertext)
            case .x25519(let key):
                var recipient = try HPKE.Recipient(
                    privateKey: key, ciphersuite: .x25519AES256, info: context.info, encapsulatedKey: enc)
                opened = try recipient.open(ciphertext)
            }
            plaintext = Array(opened)
            opened.resetBytes(in: 0..<opened.count)
        } catch {
            throw .doesNotOpen
        }
        defer { plaintext.eraseBytes() }
        do {
            return try plaintext.withUnsafeBytes { try SealedPlaintext(reading: $0) }
        } catch {
            throw .badPlaintext
        }
    }
}
