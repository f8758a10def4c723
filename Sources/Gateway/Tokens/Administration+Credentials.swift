import Crypto
import Foundation
import GRDB
import Writeback
import X509

extension Administration {
    /// A credential, as commands show it.
    package struct CredentialResult: CommandResult {
        var appId: String
        var tenant: String
        var keyId: String
        var type: String
        var displayName: String?
        var hint: String?
        var startDateTime: Date
        var endDateTime: Date
        /// Present only when it was made just now: the secret, or `nil` for a key.
        var password: String??

        init(_ credential: CredentialRecord, tenant: String, password: String?? = nil) {
            appId = credential.clientID
            self.tenant = tenant
            keyId = credential.keyID
            type = credential.kind.rawValue
            displayName = credential.displayName
            hint = credential.hint
            startDateTime = credential.startsAt
            endDateTime = credential.endsAt
            self.password = password
        }

        package static let columns = ["KEY", "TYPE", "NAME", "HINT", "ENDS", "SECRET (shown once)"]
        package var cells: [String] {
            [keyId, type, displayName ?? "-", hint ?? "-", Timestamp.text(endDateTime), (password ?? nil) ?? "-"]
        }

        private enum CodingKeys: String, CodingKey {
            case appId, tenant, keyId, type, displayName, hint, startDateTime, endDateTime, password
        }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(appId, forKey: .appId)
            try container.encode(tenant, forKey: .tenant)
            try container.encode(keyId, forKey: .keyId)
            try container.encode(type, forKey: .type)
            try container.encode(displayName, forKey: .displayName)
            try container.encode(hint, forKey: .hint)
            try container.encode(startDateTime, forKey: .startDateTime)
            try container.encode(endDateTime, forKey: .endDateTime)
            if let password { try container.encode(password, forKey: .password) }
        }
    }

    /// What was deleted.
    package struct DeletedCredential: CommandResult {
        var appId: String
        var keyId: String

        package static let columns = ["APPLICATION", "DELETED KEY"]
        package var cells: [String] { [appId, keyId] }
    }

    /// Adds a credential; those that are there go on working, so that a rotation has no gap.
    package func addCredential(app: String, displayName: String?, years: Int, credential: CredentialInput) async throws
        -> CredentialResult
    {
        guard (1...100).contains(years) else { throw Failure("--years has to be 1 to 100") }
        let now = time.now
        return try await store.write { database in
            let application = try Self.application(app, in: database)
            let (record, secret) = try Self.credential(
                credential, of: application.clientID, displayName: displayName, from: now, years: years)
            try record.insert(database)
            return CredentialResult(record, tenant: application.tenant, password: .some(secret))
        }
    }

    /// The credentials of an application, without any secret.
    package func credentials(app: String) async throws -> [CredentialResult] {
        try await store.read { database in
            let application = try Self.application(app, in: database)
            return try Credentials.of(application.clientID, in: database).map {
                CredentialResult($0, tenant: application.tenant)
            }
        }
    }

    /// Deletes a credential; tokens that were issued before end by themselves within the hour.
    package func deleteCredential(app: String, keyID: String) async throws -> DeletedCredential {
        try await store.write { database in
            let application = try Self.application(app, in: database)
            guard try Credentials.delete(keyID.lowercased(), of: application.clientID, in: database) else {
                throw Failure("the application has no credential \(keyID); see: writeback-gateway credential list")
            }
            return DeletedCredential(appId: application.clientID, keyId: keyID.lowercased())
        }
    }

    private static func application(_ id: String, in database: Database) throws -> ApplicationRecord {
        guard let application = try Tenants.application(id, in: database) else {
            throw Failure("there is no application \(id); see: writeback-gateway application list")
        }
        return application
    }

    static func credential(
        _ input: CredentialInput, of clientID: String, displayName: String?, from now: Date, years: Int
    ) throws -> (CredentialRecord, secret: String?) {
        var record = CredentialRecord(
            keyID: Identifier.make(), clientID: clientID, kind: .secret, displayName: displayName, material: "",
            startsAt: now, endsAt: now.addingTimeInterval(Double(years) * 365 * 86400))
        switch input {
        case .secret:
            let secret = ClientSecret.mint()
            record.hint = String(secret.prefix(3))
            record.material = ClientSecret.hash(Data(secret.utf8))
            return (record, secret)
        case .certificate(let pem):
            guard let certificate = try? Certificate(pemEncoded: pem), AssertionKey(certificate: certificate) != nil
            else { throw Failure("the certificate file has to hold one certificate in PEM, with an RSA or P-256 key") }
            record.kind = .certificate
            record.material = pem
            record.startsAt = certificate.notValidBefore
            record.endsAt = certificate.notValidAfter
        case .jwk(let json):
            guard let jwk = try? WireJSON.decode(PublicJWK.self, from: Data(json.utf8)), jwk.key != nil else {
                throw Failure("the JWK file has to hold one public key of kty EC and crv P-256")
            }
            record.kind = .jwk
            record.material = String(decoding: try WireJSON.encode(jwk), as: UTF8.self)
        }
        return (record, nil)
    }
}
