import Crypto
import Foundation

/// The public half of a P-256 key as a JSON Web Key (RFC 7517, RFC 7518 section 6.2).
public struct PublicJWK: Codable, Sendable, Hashable {
    /// Always `EC`.
    public var kty: String
    /// Always `P-256`.
    public var crv: String
    /// The x coordinate, base64url.
    public var x: String
    /// The y coordinate, base64url.
    public var y: String
    /// The key's id; ours is the thumbprint.
    public var kid: String?
    /// `ES256`.
    public var alg: String?
    /// `sig`.
    public var use: String?

    /// Describes a key under its thumbprint.
    public init(_ key: P256.Signing.PublicKey) {
        let raw = Array(key.rawRepresentation)
        kty = "EC"
        crv = "P-256"
        x = Base64URL.encode(raw.prefix(32))
        y = Base64URL.encode(raw.suffix(32))
        alg = "ES256"
        use = "sig"
        kid = thumbprint
    }

    /// RFC 7638: SHA-256 over the required members in their canonical form, base64url.
    public var thumbprint: String {
        let canonical = #"{"crv":"\#(crv)","kty":"\#(kty)","x":"\#(x)","y":"\#(y)"}"#
        return Base64URL.sha256(of: Data(canonical.utf8))
    }

    /// The key; `nil` if the members are not those of a point on P-256.
    public var key: P256.Signing.PublicKey? {
        guard kty == "EC", crv == "P-256", let x = Base64URL.decode(x), let y = Base64URL.decode(y),
            x.count == 32, y.count == 32
        else { return nil }
        return try? P256.Signing.PublicKey(rawRepresentation: x + y)
    }
}

/// A set of keys (RFC 7517, section 5).
public struct PublicJWKSet: Codable, Sendable, Hashable {
    /// The keys.
    public var keys: [PublicJWK]

    /// Collects keys.
    public init(keys: [PublicJWK]) { self.keys = keys }
}
