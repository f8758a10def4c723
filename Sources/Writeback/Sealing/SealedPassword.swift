import Foundation

/// A password sealed to one key. Binary members are base64url without padding (RFC 4648, section 5).
public struct SealedPassword: Codable, Sendable, Hashable {
    /// The recipient's key.
    public var kid: String
    /// The suite.
    public var suite: SealingSuite
    /// The encapsulated key of HPKE.
    public var enc: String
    /// The ciphertext with its tag.
    public var ciphertext: String

    /// Collects the parts.
    public init(kid: String, suite: SealingSuite, enc: String, ciphertext: String) {
        self.kid = kid
        self.suite = suite
        self.enc = enc
        self.ciphertext = ciphertext
    }

    /// What the signed request says about it.
    public var digest: SealedDigest {
        let parts = Data(lengthPrefixed: [kid, suite.rawValue, enc, ciphertext])
        return SealedDigest(kid: kid, sha256: Base64URL.sha256(of: parts))
    }
}

/// Ties a sealed password to the signed request that it belongs to.
public struct SealedDigest: Codable, Sendable, Hashable {
    /// The recipient's key.
    public var kid: String
    /// SHA-256 of the parts of `SealedPassword`, each with its length in front; base64url.
    public var sha256: String

    /// Collects the parts.
    public init(kid: String, sha256: String) {
        self.kid = kid
        self.sha256 = sha256
    }
}
