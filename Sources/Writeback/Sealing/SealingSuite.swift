/// Which HPKE suite (RFC 9180) a password is sealed with. Both use HKDF-SHA256 and AES-256-GCM.
public enum SealingSuite: String, Codable, Sendable, Hashable, CaseIterable {
    /// X-Wing: ML-KEM-768 with X25519, KEM id 0x647A. What two current programs use.
    case xWing = "X-Wing"
    /// DHKEM(X25519, HKDF-SHA256), KEM id 0x0020. For clients that seal and have no X-Wing.
    case x25519 = "X25519"

    /// The length of a public key, in bytes.
    public var publicKeyLength: Int {
        switch self {
        case .xWing: 1216
        case .x25519: 32
        }
    }

    /// The length of the encapsulated key, in bytes.
    public var encapsulatedKeyLength: Int {
        switch self {
        case .xWing: 1120
        case .x25519: 32
        }
    }
}
