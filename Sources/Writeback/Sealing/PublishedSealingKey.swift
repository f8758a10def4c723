import Crypto
import Foundation

/// The public half of a sealing key, as an agent announces it.
public struct PublishedSealingKey: Codable, Sendable, Hashable {
    /// The key's id: follows from suite and key, so it cannot be chosen.
    public var kid: String
    /// The suite it belongs to.
    public var suite: SealingSuite
    /// The raw public key, base64url.
    public var publicKey: String
    /// When it was made.
    public var created: Date

    /// Describes a public key.
    public init(suite: SealingSuite, publicKey: some DataProtocol, created: Date) {
        self.suite = suite
        self.publicKey = Base64URL.encode(publicKey)
        self.created = created
        kid = Self.keyID(suite: suite, publicKey: publicKey)
    }

    /// The id of a key: the first 16 bytes of SHA-256 over suite and key, base64url.
    public static func keyID(suite: SealingSuite, publicKey: some DataProtocol) -> String {
        var hash = SHA256()
        hash.update(data: Data(lengthPrefixed: [suite.rawValue]))
        hash.update(data: publicKey)
        return Base64URL.encode(Array(hash.finalize()).prefix(16))
    }

    /// Whether id, length and key belong together.
    public var isConsistent: Bool {
        guard let raw = Base64URL.decode(publicKey), raw.count == suite.publicKeyLength else { return false }
        return Self.keyID(suite: suite, publicKey: raw) == kid
    }
}
