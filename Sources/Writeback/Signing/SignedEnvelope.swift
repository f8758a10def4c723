import Crypto
import Foundation
import JWTKit

/// A compact JWS (RFC 7515) with ES256 and a `typ` of its own for each purpose, so that a text signed for one purpose
/// means nothing in another (RFC 8725, section 3.11).
public enum SignedEnvelope {
    /// Why a text was not accepted.
    public enum Failure: Error, Hashable, Sendable {
        /// Not a compact JWS, or its claims are not those of the type.
        case malformed
        /// Another `typ` than this purpose has.
        case wrongType
        /// Another `alg` than ES256.
        case wrongAlgorithm
        /// Signed by a key that is not among the trusted ones.
        case unknownKey(kid: String)
        /// The signature does not fit.
        case badSignature
    }

    /// Signs `claims`.
    public static func sign(_ claims: some Codable & Sendable, type: String, key: P256.Signing.PrivateKey) async throws
        -> String
    {
        let keys = JWTKeyCollection()
        let kid = JWKIdentifier(string: PublicJWK(key.publicKey).thumbprint)
        await keys.add(ecdsa: try ES256PrivateKey(backing: key), kid: kid, serializer: WireSerializer())
        return try await keys.sign(Claims(content: claims), kid: kid, header: ["typ": .string(type)])
    }

    /// The `kid` that a text names, before anything is believed.
    ///
    /// - Throws: `Failure.malformed`.
    public static func keyID(of text: String) throws(Failure) -> String {
        guard let part = text.split(separator: ".", omittingEmptySubsequences: false).first,
            let data = Base64URL.decode(String(part)), let header = try? WireJSON.decode(Header.self, from: data),
            let kid = header.kid
        else { throw .malformed }
        return kid
    }

    /// Verifies the signature by the trusted key that the header names, then reads the claims.
    ///
    /// - Throws: `Failure`.
    public static func open<Content: Codable & Sendable>(
        _ text: String, as type: Content.Type, typ: String, trusting trusted: [PublicJWK]
    ) async throws(Failure) -> Content {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let data = Base64URL.decode(String(parts[0])),
            let header = try? WireJSON.decode(Header.self, from: data)
        else { throw .malformed }
        guard header.typ == typ else { throw .wrongType }
        guard header.alg == "ES256" else { throw .wrongAlgorithm }
        guard let kid = header.kid, let key = trusted.first(where: { $0.thumbprint == kid })?.key else {
            throw .unknownKey(kid: header.kid ?? "")
        }
        // A collection with this one key: nothing that the header says can make the library choose another.
        let keys = JWTKeyCollection()
        do {
            await keys.add(
                ecdsa: try ES256PublicKey(backing: key), kid: JWKIdentifier(string: kid), parser: WireParser())
            return try await keys.verify(text, as: Claims<Content>.self).content
        } catch let error as JWTError where error.errorType == .malformedToken {
            throw .malformed
        } catch is DecodingError {
            throw .malformed
        } catch {
            throw .badSignature
        }
    }

    private struct Header: Decodable {
        var alg: String
        var typ: String?
        var kid: String?
    }
}

/// Lets the library carry any claims; they are judged by the one who asked, with a time that is a parameter.
private struct Claims<Content: Codable & Sendable>: JWTPayload {
    var content: Content

    init(content: Content) { self.content = content }
    init(from decoder: any Decoder) throws { content = try Content(from: decoder) }
    func encode(to encoder: any Encoder) throws { try content.encode(to: encoder) }
    func verify(using algorithm: some JWTAlgorithm) async throws {}
}

private struct WireSerializer: JWTSerializer {
    var jsonEncoder: any JWTJSONEncoder { WireEncoder() }
    func serialize(_ payload: some JWTPayload, header: JWTHeader) throws -> Data {
        Data(Base64URL.encode(try WireJSON.encode(payload)).utf8)
    }
}

private struct WireEncoder: JWTJSONEncoder {
    func encode<Value: Encodable>(_ value: Value) throws -> Data { try WireJSON.encode(value) }
}

private struct WireParser: JWTParser {
    var jsonDecoder: any JWTJSONDecoder = WireDecoder()
    func parse<Payload: JWTPayload>(_ token: some DataProtocol, as: Payload.Type) throws -> (
        header: JWTHeader, payload: Payload, signature: Data
    ) {
        try DefaultJWTParser(jsonDecoder: jsonDecoder).parse(token, as: Payload.self)
    }
}

private struct WireDecoder: JWTJSONDecoder {
    func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
        try WireJSON.decode(type, from: data)
    }
}
