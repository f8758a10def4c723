import Crypto
import Foundation
import Testing
import Writeback

@Suite struct SignedEnvelopeTests {
    private func open(_ text: String, trusting keys: [PublicJWK]? = nil) async throws -> WritebackRequest {
        try await SignedEnvelope.open(
            text, as: WritebackRequest.self, typ: WritebackRequest.type,
            trusting: try keys ?? [PublicJWK(Samples.signingKey.publicKey)])
    }

    private func sign(type: String = WritebackRequest.type) async throws -> String {
        try await SignedEnvelope.sign(Samples.request(), type: type, key: Samples.signingKey)
    }

    @Test func whatWasSignedIsReadBack() async throws {
        #expect(try await open(sign()) == Samples.request())
    }

    @Test func theSignedTextOfAnEarlierVersionIsStillAccepted() async throws {
        let text = String(decoding: try Golden.data("request.jws"), as: UTF8.self)
        #expect(try await open(text) == Samples.request())
    }

    @Test func headerAndClaimsHaveTheirBytes() async throws {
        let parts = try await sign().split(separator: ".").map(String.init)
        try Golden.expect(try #require(Base64URL.decode(parts[0])), "request-header.json")
        #expect(Base64URL.decode(parts[1]) == (try WireJSON.encode(Samples.request())))
    }

    @Test func timesInClaimsSurvive() async throws {
        let text = try await SignedEnvelope.sign(Samples.status, type: StatusReport.type, key: Samples.signingKey)
        let read = try await SignedEnvelope.open(
            text, as: StatusReport.self, typ: StatusReport.type, trusting: [PublicJWK(Samples.signingKey.publicKey)])
        #expect(read == Samples.status)
    }

    @Test func aTextForAnotherPurposeIsRefused() async throws {
        let text = try await sign(type: StatusReport.type)
        await #expect(throws: SignedEnvelope.Failure.wrongType) { try await open(text) }
    }

    @Test func anotherKeyIsRefused() async throws {
        let text = try await sign()
        let other = PublicJWK(P256.Signing.PrivateKey().publicKey)
        await #expect(throws: SignedEnvelope.Failure.self) { try await open(text, trusting: [other]) }
        await #expect(throws: SignedEnvelope.Failure.self) { try await open(text, trusting: []) }
    }

    @Test func aKeyUnderAnothersNameIsRefused() async throws {
        let text = try await sign()
        var disguised = PublicJWK(P256.Signing.PrivateKey().publicKey)
        disguised.kid = try PublicJWK(Samples.signingKey.publicKey).thumbprint
        await #expect(throws: SignedEnvelope.Failure.self) { try await open(text, trusting: [disguised]) }
    }

    @Test func aChangedByteIsNoticed() async throws {
        let parts = try await sign().split(separator: ".").map(String.init)
        var claims = Samples.request()
        claims.sub = "somebody-else"
        let forged = [parts[0], Base64URL.encode(try WireJSON.encode(claims)), parts[2]].joined(separator: ".")
        await #expect(throws: SignedEnvelope.Failure.badSignature) { try await open(forged) }
    }

    @Test(arguments: ["none", "HS256", "RS256", "ES384"])
    func anotherAlgorithmIsRefused(name: String) async throws {
        let parts = try await sign().split(separator: ".").map(String.init)
        let kid = try PublicJWK(Samples.signingKey.publicKey).thumbprint
        let header = #"{"alg":"\#(name)","kid":"\#(kid)","typ":"writeback-request+jwt"}"#
        let forged = [Base64URL.encode(header.utf8), parts[1], parts[2]].joined(separator: ".")
        await #expect(throws: SignedEnvelope.Failure.wrongAlgorithm) { try await open(forged) }
    }

    @Test(arguments: ["", "a", "a.b", "a.b.c", "....", "e30.e30.e30"])
    func whatIsNoSignedTextIsRefused(text: String) async {
        await #expect(throws: SignedEnvelope.Failure.malformed) { try await open(text) }
    }

    /// The key of RFC 7517, appendix A.1; the canonical form is that of RFC 7638, section 3.
    @Test func thumbprintIsCanonical() throws {
        let x = "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4"
        let y = "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"
        let json = #"{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)","kid":"1"}"#
        let key = try WireJSON.decode(PublicJWK.self, from: Data(json.utf8))
        let canonical = #"{"crv":"P-256","kty":"EC","x":"\#(x)","y":"\#(y)"}"#
        #expect(key.thumbprint == Base64URL.encode(SHA256.hash(data: Data(canonical.utf8))))
        #expect(key.key != nil)
    }
}
