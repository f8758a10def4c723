import Crypto
import Foundation
import GRDB
import Secrets
import Writeback

extension Administration {
    /// A new enrolment code; it is shown this once.
    package struct CodeResult: CommandResult {
        /// The one string to carry to the agent's machine.
        package var code: String
        var tenant: String
        var directory: String
        var url: String
        var expiresDateTime: Date

        package static let columns = ["CODE"]
        package var cells: [String] { [code] }
    }

    /// An agent, as commands show it.
    package struct AgentResult: CommandResult {
        var id: String
        var name: String
        var tenant: String
        var directory: String
        var clientId: String
        var version: String
        var keyThumbprint: String
        var enrolledDateTime: Date
        var lastSeenDateTime: Date?
        var revokedDateTime: Date?

        init(_ agent: AgentRecord, lastSeen: Date?) {
            id = agent.id
            name = agent.name
            tenant = agent.tenant
            directory = agent.directory
            clientId = agent.clientID
            version = agent.version
            keyThumbprint = agent.jwk.thumbprint
            enrolledDateTime = agent.enrolledAt
            lastSeenDateTime = lastSeen
            revokedDateTime = agent.revokedAt
        }

        package static let columns = ["AGENT", "NAME", "DIRECTORY", "VERSION", "LAST SEEN", "REVOKED"]
        package var cells: [String] {
            [
                id, name, directory, version, lastSeenDateTime.map(Timestamp.text) ?? "never",
                revokedDateTime.map(Timestamp.text) ?? "-",
            ]
        }

        private enum CodingKeys: String, CodingKey {
            case id, name, tenant, directory, clientId, version, keyThumbprint, enrolledDateTime, lastSeenDateTime
            case revokedDateTime
        }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encode(name, forKey: .name)
            try container.encode(tenant, forKey: .tenant)
            try container.encode(directory, forKey: .directory)
            try container.encode(clientId, forKey: .clientId)
            try container.encode(version, forKey: .version)
            try container.encode(keyThumbprint, forKey: .keyThumbprint)
            try container.encode(enrolledDateTime, forKey: .enrolledDateTime)
            try container.encode(lastSeenDateTime, forKey: .lastSeenDateTime)
            try container.encode(revokedDateTime, forKey: .revokedDateTime)
        }
    }

    /// Makes an enrolment code: single use, one hour, stored as a hash.
    package func enrolmentCode(tenant: String?, directory: String?) async throws -> CodeResult {
        let now = time.now
        let identity = try ServerIdentity(listen: configuration.listen)
        let keys = try SigningKeys(directory: configuration.keysDirectory)
        let addresses = Addresses(certificate: identity.leaf, listen: configuration.listen)
        let secret = Password(copying: SymmetricKey(size: .bits128).withUnsafeBytes { Base64URL.encode($0) }.utf8)
        let hash = EnrolmentCode.storedHash(of: secret)
        let announced = try await store.read { try Tenants.announcement("publicURL", in: $0) }
        guard let url = addresses.isSettled ? addresses.publicURL : announced else {
            throw Failure("the gateway's URL is not known; set listen.publicURL, or start the server once")
        }
        let found = try await store.write { database -> (Tenant, DirectoryRecord) in
            let tenant = try Self.tenant(tenant, in: database)
            let directory = try Self.directory(directory, of: tenant, in: database)
            try EnrolmentCodes.add(hash: hash, tenant: tenant.id, directory: directory.id, now: now, in: database)
            return (tenant, directory)
        }
        let code = EnrolmentCode(
            url: url, tenant: found.0.id, directory: found.1.id, secret: secret,
            authoritySHA256: identity.authoritySHA256, requestSigningKey: keys.requestJWK.thumbprint)
        return CodeResult(
            code: try code.text(), tenant: found.0.id, directory: found.1.id, url: url,
            expiresDateTime: now.addingTimeInterval(EnrolmentCodes.lifetime))
    }

    /// The agents of a tenant, revoked ones included.
    package func agents(tenant: String?) async throws -> [AgentResult] {
        try await store.read { database in
            try Agents.all(tenant: try Self.tenant(tenant, in: database).id, in: database).map { agent in
                AgentResult(agent, lastSeen: try HealthReports.last(of: agent.id, in: database)?.receivedAt)
            }
        }
    }

    /// Revokes an agent: from the next call on it gets nothing, and nothing is sealed to its keys.
    package func revokeAgent(_ id: String) async throws -> AgentResult {
        let now = time.now
        return try await store.write { database in
            guard var agent = try Agents.find(id.lowercased(), in: database) else {
                throw Failure("there is no agent \(id); see: writeback-gateway agent list")
            }
            agent.revokedAt = agent.revokedAt ?? now
            try agent.update(database)
            return AgentResult(agent, lastSeen: try HealthReports.last(of: agent.id, in: database)?.receivedAt)
        }
    }
}
