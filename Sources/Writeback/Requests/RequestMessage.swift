import Foundation

/// The body of a message on the requests queue: the signed request, and beside it the sealed password for one key.
///
/// The gateway keeps one sealed password for each enrolled key and hands an agent the one that its key opens; the digests
/// inside the signature tie them together.
public struct RequestMessage: Codable, Sendable, Hashable {
    /// The media type of the body.
    public static let contentType = "application/vnd.writeback.request+json"

    /// The compact JWS (RFC 7515).
    public var request: String
    /// The sealed password; `nil` for an unlock.
    public var sealed: SealedPassword?

    /// Puts the two side by side.
    public init(request: String, sealed: SealedPassword?) {
        self.request = request
        self.sealed = sealed
    }
}
