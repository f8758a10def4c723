import Crypto
import Foundation
import Writeback

/// Short names of long things.
enum Fingerprint {
    /// SHA-256, base64url.
    static func sha256(_ bytes: some DataProtocol) -> String { Base64URL.encode(SHA256.hash(data: bytes)) }
}
