import Crypto
import CryptoExtras
import Foundation
import SwiftASN1
import X509

/// An authority of the tests' own, a server certificate by it, and certificates for clients.
enum TestCertificates {
    struct Server {
        var authorityPEM: String
        var chainPEM: String
        var keyPEM: String
        var authorityDER: [UInt8]
    }

    private static let validity = (
        from: Date(timeIntervalSince1970: 1_600_000_000), to: Date(timeIntervalSince1970: 2_200_000_000)
    )

    static func server() throws -> Server {
        let authorityKey = P256.Signing.PrivateKey()
        let authorityName = try DistinguishedName { CommonName("Writeback test authority") }
        let authority = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(authorityKey.publicKey),
            notValidBefore: validity.from, notValidAfter: validity.to, issuer: authorityName, subject: authorityName,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true))
            }, issuerPrivateKey: .init(authorityKey))
        let key = P256.Signing.PrivateKey()
        let leaf = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey), notValidBefore: validity.from,
            notValidAfter: validity.to, issuer: authorityName,
            subject: try DistinguishedName { CommonName("localhost") }, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                SubjectAlternativeNames([
                    .dnsName("localhost"), .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])),
                ])
                try ExtendedKeyUsage([.serverAuth])
            }, issuerPrivateKey: .init(authorityKey))
        let authorityPEM = try authority.serializeAsPEM()
        return Server(
            authorityPEM: authorityPEM.pemString,
            chainPEM: try leaf.serializeAsPEM().pemString + "\n" + authorityPEM.pemString,
            keyPEM: key.pemRepresentation, authorityDER: authorityPEM.derBytes)
    }

    /// A self-signed certificate for an RSA key, as administrators make them for applications.
    static func client(_ key: _RSA.Signing.PrivateKey) throws -> Certificate {
        let name = try DistinguishedName { CommonName("application") }
        return try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey), notValidBefore: validity.from,
            notValidAfter: validity.to, issuer: name, subject: name, signatureAlgorithm: .sha256WithRSAEncryption,
            extensions: Certificate.Extensions {}, issuerPrivateKey: .init(key))
    }
}
