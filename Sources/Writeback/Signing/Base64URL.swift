import Crypto
import Foundation

/// base64url without padding (RFC 4648, section 5), as JOSE uses it.
public enum Base64URL {
    /// Encodes.
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// SHA-256, encoded: how thumbprints, digests, pins and stored secrets are written.
    public static func sha256(of bytes: some DataProtocol) -> String { encode(SHA256.hash(data: bytes)) }

    /// Decodes; `nil` if a character does not belong to the alphabet. Padding is not accepted.
    public static func decode(_ text: String) -> Data? {
        guard text.utf8.allSatisfy({ isAlphabetic($0) }) else { return nil }
        let standard = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: standard + String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4))
    }

    private static func isAlphabetic(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
