import Crypto
import Foundation
import GRDB
import Writeback
import X509

/// With what an application proves itself.
struct CredentialRecord: Codable, Sendable, Hashable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "credentials"

    enum Kind: String, Codable, Sendable {
        /// `material` is SHA-256 of the secret, base64url.
        case secret
        /// `material` is the certificate in PEM.
        case certificate
        /// `material` is a `PublicJWK` in JSON.
        case jwk
    }

    var keyID: String
    var clientID: String
    var kind: Kind
    var displayName: String?
    /// The first characters of a secret, so that a person can tell which one it is.
    var hint: String?
    var material: String
    var startsAt: Date
    var endsAt: Date

    /// Whether it may be used at `now`.
    func isValid(at now: Date) -> Bool { startsAt <= now && now < endsAt }

    /// The registered key, in a form that signatures can be checked with.
    var publicKey: AssertionKey? {
        switch kind {
        case .secret: nil
        case .certificate: (try? Certificate(pemEncoded: material)).flatMap(AssertionKey.init(certificate:))
        case .jwk:
            (try? WireJSON.decode(PublicJWK.self, from: Data(material.utf8)))
                .flatMap { jwk in jwk.key.map { AssertionKey(jwk: jwk, key: $0) } }
        }
    }
}

/// The SQL of credentials.
enum Credentials {
    static func of(_ clientID: String, in database: Database) throws -> [CredentialRecord] {
        try CredentialRecord.filter(Column("clientID") == clientID).order(Column("startsAt"), Column("keyID"))
            .fetchAll(database)
    }

    static func delete(_ keyID: String, of clientID: String, in database: Database) throws -> Bool {
        try CredentialRecord.filter(Column("keyID") == keyID && Column("clientID") == clientID).deleteAll(database) > 0
    }
}

/// Secrets as this gateway mints them: 256 random bits in characters that need no encoding anywhere.
enum ClientSecret {
    /// A new secret. base64url has only characters of `[A-Za-z0-9_-]`, so raw and form-encoded Basic are the same.
    static func mint() -> String {
        SymmetricKey(size: .bits256).withUnsafeBytes { Base64URL.encode($0) }
    }

    /// What is stored. A plain hash is enough: there is nothing to guess in 256 random bits.
    static func hash(_ secret: some DataProtocol) -> String { Base64URL.sha256(of: secret) }

    /// Whether `secret` is the one that was hashed, in a time that does not depend on where they differ.
    static func fits(_ secret: some DataProtocol, hash: String) -> Bool {
        guard let stored = Base64URL.decode(hash) else { return false }
        return SHA256.hash(data: secret) == stored
    }
}
