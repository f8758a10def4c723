import Foundation
import GRDB
import Writeback
import X509

extension Administration {
    /// An application, as commands show it.
    package struct ApplicationResult: CommandResult {
        var appId: String
        var objectId: String
        var displayName: String
        var tenant: String
        var roles: [String]
        var createdDateTime: Date

        init(_ application: ApplicationRecord) {
            appId = application.clientID
            objectId = application.objectID
            displayName = application.displayName
            tenant = application.tenant
            roles = application.roles
            createdDateTime = application.createdAt
        }

        package static let columns = ["APPLICATION", "NAME", "ROLES"]
        package var cells: [String] { [appId, displayName, roles.joined(separator: " ")] }
    }

    /// A new application together with its first credential; the secret is shown this once.
    package struct NewApplicationResult: CommandResult {
        var application: ApplicationResult
        var keyId: String
        var password: String?

        package static let columns = ["APPLICATION", "TENANT", "SECRET (shown once)"]
        package var cells: [String] { [application.appId, application.tenant, password ?? "-"] }

        private enum CodingKeys: String, CodingKey { case keyId, password }

        package func encode(to encoder: any Encoder) throws {
            try application.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(keyId, forKey: .keyId)
            try container.encode(password, forKey: .password)
        }
    }

    /// With what an application is to prove itself.
    package enum CredentialInput: Sendable {
        /// A secret that the gateway mints.
        case secret
        /// A certificate in PEM.
        case certificate(pem: String)
        /// A public key as a JWK.
        case jwk(json: String)
    }

    /// Makes an application.
    package func createApplication(
        tenant: String?, displayName: String, roles: [String], credential: CredentialInput
    ) async throws -> NewApplicationResult {
        let roles = try roles.map { name in
            guard let role = ApplicationRole(rawValue: name), role != .agent else {
                let known = ApplicationRole.allCases.filter { $0 != .agent }.map(\.rawValue).joined(separator: ", ")
                throw Failure(
                    name == ApplicationRole.agent.rawValue
                        ? "the role \(name) is given by enrolment only: writeback-gateway agent code"
                        : "there is no role \(name); there are: \(known)")
            }
            return role.rawValue
        }
        let now = time.now
        let application = ApplicationRecord(
            clientID: Identifier.make(), objectID: Identifier.make(), tenant: "", displayName: displayName,
            roles: roles, createdAt: now)
        let (record, secret) = try Self.credential(
            credential, of: application.clientID, displayName: nil, from: now, years: 1)
        return try await store.write { database in
            var application = application
            application.tenant = try Self.tenant(tenant, in: database).id
            try application.insert(database)
            try record.insert(database)
            return NewApplicationResult(
                application: ApplicationResult(application), keyId: record.keyID, password: secret)
        }
    }

    /// The applications of a tenant, without those of agents.
    package func applications(tenant: String?) async throws -> [ApplicationResult] {
        try await store.read { database in
            try Tenants.applications(of: try Self.tenant(tenant, in: database).id, in: database)
                .filter { !$0.roles.contains(ApplicationRole.agent.rawValue) }.map(ApplicationResult.init)
        }
    }
}
