import Crypto
import CryptoExtras
import Foundation
import JWTKit
import SwiftASN1
import Writeback
import X509

/// A registered public key against which client assertions (RFC 7523) are checked.
struct AssertionKey: Sendable {
    private enum Material: Sendable {
        case ellipticCurve(P256.Signing.PublicKey)
        case rsa(_RSA.Signing.PublicKey)
    }

    private let material: Material
    /// The ids under which a header may name the key: `kid`, `x5t`, `x5t#S256`; without padding.
    let names: Set<String>

    /// The signature algorithms that fit this kind of key. The header's `alg` never chooses anything else.
    var algorithms: Set<String> {
        switch material {
        case .ellipticCurve: ["ES256"]
        case .rsa: ["RS256", "PS256"]
        }
    }

    init(jwk: PublicJWK, key: P256.Signing.PublicKey) {
        material = .ellipticCurve(key)
        names = Set([jwk.thumbprint, jwk.kid].compactMap { $0 })
    }

    /// Takes a P-256 or RSA key out of a certificate; `nil` for other keys.
    init?(certificate: Certificate) {
        if let key = P256.Signing.PublicKey(certificate.publicKey) {
            material = .ellipticCurve(key)
        } else if let key = _RSA.Signing.PublicKey(certificate.publicKey) {
            material = .rsa(key)
        } else {
            return nil
        }
        var serializer = DER.Serializer()
        guard (try? serializer.serialize(certificate)) != nil else { return nil }
        let der = serializer.serializedBytes
        let sha1 = Array(Insecure.SHA1.hash(data: der))
        names = [
            Base64URL.encode(sha1),
            Base64URL.sha256(of: der),
            // `kid` of adal and msal is the thumbprint in hexadecimal.
            sha1.map { String(format: "%02X", $0) }.joined(),
        ]
    }

    /// Verifies the signature and reads the claims.
    ///
    /// - Throws: whatever the library throws; the caller says `invalid_client` to all of it.
    func verify(_ assertion: String, algorithm: String) async throws -> AssertionClaims {
        // A collection with this one key and algorithm: nothing in the header can make the library choose another.
        let keys = JWTKeyCollection()
        switch (material, algorithm) {
        case (.ellipticCurve(let key), "ES256"): await keys.add(ecdsa: try ES256PublicKey(backing: key))
        case (.rsa(let key), "RS256"):
            await keys.add(rsa: try JWTKit.Insecure.RSA.PublicKey(backing: key), digestAlgorithm: .sha256)
        case (.rsa(let key), "PS256"):
            await keys.add(pss: try JWTKit.Insecure.RSA.PublicKey(backing: key), digestAlgorithm: .sha256)
        default: throw TokenError.invalidClient("the assertion's alg does not fit the registered key")
        }
        return try await keys.verify(assertion, as: AssertionClaims.self)
    }
}

/// The claims of a client assertion. Times may be fractions: msal sends floats.
struct AssertionClaims: JWTPayload {
    var iss: String
    var sub: String
    var aud: Audience
    var exp: Double
    var nbf: Double?
    var iat: Double?
    var jti: String?

    /// One audience, or several (RFC 7519, section 4.1.3).
    struct Audience: Codable, Sendable {
        var values: [String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            values = try (try? [container.decode(String.self)]) ?? container.decode([String].self)
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(values)
        }
    }

    /// The claims are judged by `ClientAuthentication`, with a time that is a parameter.
    func verify(using algorithm: some JWTAlgorithm) async throws {}
}
