import Foundation
import GRDB

/// One organisation.
struct Tenant: Codable, Sendable, Hashable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "tenants"

    var id: String
    var displayName: String
    /// Whether the tenant has writeback switched on.
    var writeback: Bool
    var createdAt: Date
}

/// One directory of a tenant. Its agents write to it, its people live in it.
struct DirectoryRecord: Codable, Sendable, Hashable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "directories"

    var id: String
    var tenant: String
    /// The suffix or domain that the first agent showed; pinned from then on.
    var identity: String?
    var createdAt: Date
}

/// A program that may come in with a credential of its own.
struct ApplicationRecord: Codable, Sendable, Hashable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "applications"

    var clientID: String
    var objectID: String
    var tenant: String
    var displayName: String
    var roles: [String]
    var createdAt: Date
}

/// Application roles (Wire.md); people have directory roles instead.
package enum ApplicationRole: String, Sendable, CaseIterable {
    /// Reset a password, read the operation.
    case reset = "UserAuthenticationMethod.ReadWrite.All"
    /// Read users.
    case readUsers = "User.Read.All"
    /// Read the blade.
    case readBlade = "Writeback.Read.All"
    /// Also reset people who hold a directory role; granted by itself, beside `reset`.
    case resetAdministrators = "Writeback.Administrators.Reset"
    /// What an agent does; given by enrolment only.
    case agent = "Writeback.Agent"
}
