import Foundation
import Secrets

/// The one string that an administrator carries from the gateway to the agent's machine.
///
/// `wbe1.` and base64url of a JSON object, followed by a checksum, so that a character lost in copying is noticed before
/// anything is sent. The secret inside has 128 bits, is stored hashed, and works once, for an hour.
public struct EnrolmentCode: Sendable {
    static let prefix = "wbe1."
    static let checksumLength = 6

    /// Where the gateway is.
    public let url: String
    /// The tenant.
    public let tenant: String
    /// The directory that the agent will serve.
    public let directory: String
    /// The secret: 16 bytes, base64url.
    public let secret: Password
    /// SHA-256 of the certificate of the gateway's authority (DER), base64url; `nil` where no authority of its own is used.
    public let authoritySHA256: String?
    /// The thumbprint (RFC 7638) of the key that signs requests.
    public let requestSigningKey: String

    /// Why a string is not an enrolment code.
    public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// It does not begin as one.
        case notACode
        /// Characters were lost or changed.
        case altered

        /// One sentence with the remedy.
        public var description: String {
            switch self {
            case .notACode: "this is not an enrolment code; make one with: writeback-gateway agent code"
            case .altered: "the enrolment code was altered or cut off on its way; copy it again, whole"
            }
        }
    }

    private struct Content: Codable {
        var u: String
        var t: String
        var d: String
        var s: String
        var c: String?
        var k: String
    }

    /// Collects the parts.
    public init(
        url: String, tenant: String, directory: String, secret: Password, authoritySHA256: String?,
        requestSigningKey: String
    ) {
        self.url = url
        self.tenant = tenant
        self.directory = directory
        self.secret = secret
        self.authoritySHA256 = authoritySHA256
        self.requestSigningKey = requestSigningKey
    }

    /// Reads a code.
    ///
    /// - Throws: `Failure`.
    public init(_ text: String) throws(Failure) {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard trimmed.hasPrefix(Self.prefix) else { throw .notACode }
        let body = trimmed.dropFirst(Self.prefix.count)
        guard body.count > Self.checksumLength else { throw .altered }
        let encoded = String(body.dropLast(Self.checksumLength))
        guard Self.checksum(encoded) == body.suffix(Self.checksumLength), let data = Base64URL.decode(encoded),
            let content = try? WireJSON.decode(Content.self, from: data)
        else { throw .altered }
        self.init(
            url: content.u, tenant: content.t, directory: content.d, secret: Password(copying: content.s.utf8),
            authoritySHA256: content.c, requestSigningKey: content.k)
    }

    /// The string. It holds the secret: print it once, log it never.
    public func text() throws -> String {
        let content = Content(
            u: url, t: tenant, d: directory, s: secret.withBytes { String(decoding: $0, as: UTF8.self) },
            c: authoritySHA256, k: requestSigningKey)
        let encoded = Base64URL.encode(try WireJSON.encode(content))
        return Self.prefix + encoded + Self.checksum(encoded)
    }

    /// What the gateway stores of the secret.
    public static func storedHash(of secret: Password) -> String {
        secret.withBytes { Base64URL.sha256(of: $0) }
    }

    private static func checksum(_ text: String) -> String {
        String(Base64URL.sha256(of: Data(text.utf8)).prefix(checksumLength))
    }
}
