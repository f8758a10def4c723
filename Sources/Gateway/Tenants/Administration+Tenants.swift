import Foundation
import GRDB

extension Administration {
    /// A tenant, as commands show it.
    package struct TenantResult: CommandResult {
        /// A directory inside it.
        struct Directory: Encodable, Sendable {
            var id: String
            var identity: String?

            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: CodingKeys.self)
                try container.encode(id, forKey: .id)
                try container.encode(identity, forKey: .identity)
            }

            private enum CodingKeys: String, CodingKey { case id, identity }
        }

        var id: String
        var displayName: String
        var writeback: Bool
        var directories: [Directory]
        var createdDateTime: Date

        package static let columns = ["TENANT", "NAME", "WRITEBACK", "DIRECTORIES"]
        package var cells: [String] {
            [id, displayName, writeback ? "on" : "off", directories.map(\.id).joined(separator: " ")]
        }
    }

    /// A directory, as commands show it.
    package struct DirectoryResult: CommandResult {
        var id: String
        var tenant: String
        var identity: String?

        package static let columns = ["DIRECTORY", "TENANT", "IDENTITY"]
        package var cells: [String] { [id, tenant, identity ?? "-"] }

        private enum CodingKeys: String, CodingKey { case id, tenant, identity }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encode(tenant, forKey: .tenant)
            try container.encode(identity, forKey: .identity)
        }
    }

    /// Makes a tenant with one directory.
    package func createTenant(displayName: String, writeback: Bool, id: String?) async throws -> TenantResult {
        let now = time.now
        let id = id?.lowercased() ?? Identifier.make()
        guard UUID(uuidString: id) != nil else { throw Failure("--id has to be a UUID") }
        return try await store.write { database in
            guard try Tenants.find(id, in: database) == nil else { throw Failure("there is a tenant \(id) already") }
            let tenant = Tenant(id: id, displayName: displayName, writeback: writeback, createdAt: now)
            try tenant.insert(database)
            try DirectoryRecord(id: Identifier.make(), tenant: id, createdAt: now).insert(database)
            return try Self.result(tenant, in: database)
        }
    }

    /// All tenants.
    package func tenants() async throws -> [TenantResult] {
        try await store.read { database in try Tenants.all(in: database).map { try Self.result($0, in: database) } }
    }

    /// Changes what is given, leaves the rest.
    package func updateTenant(_ id: String?, displayName: String?, writeback: Bool?) async throws -> TenantResult {
        try await store.write { database in
            var tenant = try Self.tenant(id, in: database)
            tenant.displayName = displayName ?? tenant.displayName
            tenant.writeback = writeback ?? tenant.writeback
            try tenant.update(database)
            return try Self.result(tenant, in: database)
        }
    }

    /// Adds a directory to a tenant.
    package func createDirectory(tenant: String?) async throws -> DirectoryResult {
        let now = time.now
        return try await store.write { database in
            let directory = DirectoryRecord(
                id: Identifier.make(), tenant: try Self.tenant(tenant, in: database).id, createdAt: now)
            try directory.insert(database)
            return DirectoryResult(id: directory.id, tenant: directory.tenant)
        }
    }

    /// The directories of a tenant.
    package func directories(tenant: String?) async throws -> [DirectoryResult] {
        try await store.read { database in
            try Tenants.directories(of: try Self.tenant(tenant, in: database).id, in: database).map {
                DirectoryResult(id: $0.id, tenant: $0.tenant, identity: $0.identity)
            }
        }
    }

    private static func result(_ tenant: Tenant, in database: Database) throws -> TenantResult {
        TenantResult(
            id: tenant.id, displayName: tenant.displayName, writeback: tenant.writeback,
            directories: try Tenants.directories(of: tenant.id, in: database).map {
                .init(id: $0.id, identity: $0.identity)
            }, createdDateTime: tenant.createdAt)
    }
}
