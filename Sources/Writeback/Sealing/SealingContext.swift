import Foundation

/// What a sealed password is bound to: the `info` of HPKE (RFC 9180, section 5.1).
///
/// A password that was sealed for one person, request, purpose and time opens in no other.
public struct SealingContext: Sendable, Hashable {
    /// The suite of the recipient's key.
    public var suite: SealingSuite
    /// The recipient's key.
    public var keyID: String
    /// The tenant.
    public var tenant: String
    /// The request's id (`jti`).
    public var requestID: String
    /// The person's source anchor (`sub`).
    public var anchor: String
    /// What the password is for.
    public var operation: WritebackRequest.Operation
    /// The request's `exp`, in Unix seconds.
    public var expires: Int

    /// Collects the parts.
    public init(
        suite: SealingSuite, keyID: String, tenant: String, requestID: String, anchor: String,
        operation: WritebackRequest.Operation, expires: Int
    ) {
        self.suite = suite
        self.keyID = keyID
        self.tenant = tenant
        self.requestID = requestID
        self.anchor = anchor
        self.operation = operation
        self.expires = expires
    }

    /// The context of a request for one recipient.
    public init(of request: WritebackRequest, suite: SealingSuite, keyID: String) {
        self.init(
            suite: suite, keyID: keyID, tenant: request.aud, requestID: request.jti, anchor: request.sub,
            operation: request.operation, expires: request.exp)
    }

    /// The bytes: each part with its length in front (16 bits, big-endian), so that no two contexts have the same bytes.
    public var info: Data {
        Data(lengthPrefixed: [
            "writeback-seal-1", suite.rawValue, keyID, tenant, requestID, anchor, operation.rawValue, String(expires),
        ])
    }
}

extension Data {
    /// Each part's UTF-8 bytes with their count in front, as 16 bits, big-endian.
    init(lengthPrefixed parts: [String]) {
        self.init()
        for part in parts {
            let bytes = Array(part.utf8.prefix(Int(UInt16.max)))
            append(UInt8(bytes.count >> 8))
            append(UInt8(bytes.count & 0xFF))
            append(contentsOf: bytes)
        }
    }
}
