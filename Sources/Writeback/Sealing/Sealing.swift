import Crypto
import Foundation
import Secrets

/// Why sealing or opening did not work. Says nothing about the content.
public enum SealingFailure: Error, Hashable, Sendable {
    /// The public key is not one of its suite.
    case badPublicKey
    /// The members are not base64url, or not of the suite's lengths.
    case malformed
    /// The message was not sealed to this key, or for another context.
    case doesNotOpen
    /// It opened, and what is inside is not a plaintext of ours.
    case badPlaintext
}

extension PublishedSealingKey {
    /// Seals to this key.
    ///
    /// - Throws: `SealingFailure.badPublicKey`.
    public func seal(_ plaintext: SealedPlaintext, context: SealingContext) throws(SealingFailure) -> SealedPassword {
        guard isConsistent, let raw = Base64URL.decode(publicKey) else { throw .badPublicKey }
        let sealed: (enc: Data, ciphertext: Data)
        do {
            var sender =
                switch suite {
                case .xWing:
                    try HPKE.Sender(
                        recipientKey: XWingMLKEM768X25519.PublicKey(rawRepresentation: raw),
                        ciphersuite: .XWingMLKEM768X25519_SHA256_AES_GCM_256, info: context.info)
                case .x25519:
                    try HPKE.Sender(
                        recipientKey: Curve25519.KeyAgreement.PublicKey(rawRepresentation: raw),
                        ciphersuite: .x25519AES256, info: context.info)
                }
            let ciphertext = try plaintext.withBytes { bytes in
                // Data without copying: the bytes stay in the one buffer that is overwritten afterwards.
                guard let base = bytes.baseAddress else { throw SealingFailure.malformed }
                let view = Data(
                    bytesNoCopy: UnsafeMutableRawPointer(mutating: base), count: bytes.count, deallocator: .none)
                return try sender.seal(view)
            }
            sealed = (sender.encapsulatedKey, ciphertext)
        } catch {
            throw .badPublicKey
        }
        return SealedPassword(
            kid: kid, suite: suite, enc: Base64URL.encode(sealed.enc), ciphertext: Base64URL.encode(sealed.ciphertext))
    }
}

extension HPKE.Ciphersuite {
    /// DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
    static var x25519AES256: HPKE.Ciphersuite {
        HPKE.Ciphersuite(kem: .Curve25519_HKDF_SHA256, kdf: .HKDF_SHA256, aead: .AES_GCM_256)
    }
}
