import Foundation
import GRDB
import Writeback

/// What the administrator's commands do, on the store, whether the server runs or not.
package struct Administration: Sendable {
    let store: Store
    let configuration: GatewayConfiguration
    let time: any Timekeeper

    /// Opens the store that the configuration names.
    package init(configuration: GatewayConfiguration, time: any Timekeeper = SystemTime()) throws {
        self.configuration = configuration
        self.time = time
        store = try Store(path: configuration.storePath)
    }

    /// Why a command was not carried out: one sentence with the remedy.
    package struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        /// The sentence.
        package let description: String

        init(_ description: String) { self.description = description }
    }

    /// The tenant that is meant: the named one, or the only one.
    static func tenant(_ id: String?, in database: Database) throws -> Tenant {
        if let id {
            guard let tenant = try Tenants.find(id.lowercased(), in: database) else {
                throw Failure("there is no tenant \(id); see: writeback-gateway tenant list")
            }
            return tenant
        }
        let all = try Tenants.all(in: database)
        guard let only = all.first else {
            throw Failure("there is no tenant yet; make one: writeback-gateway tenant create --display-name NAME")
        }
        guard all.count == 1 else {
            throw Failure("there are \(all.count) tenants; name one with --tenant (see: writeback-gateway tenant list)")
        }
        return only
    }

    /// The directory that is meant: the named one, or the tenant's only one.
    static func directory(_ id: String?, of tenant: Tenant, in database: Database) throws -> DirectoryRecord {
        if let id {
            guard let directory = try Tenants.directory(id.lowercased(), of: tenant.id, in: database) else {
                throw Failure("the tenant has no directory \(id); see: writeback-gateway directory list")
            }
            return directory
        }
        let all = try Tenants.directories(of: tenant.id, in: database)
        guard let only = all.first, all.count == 1 else {
            throw Failure(
                "the tenant has \(all.count) directories; name one with --directory "
                    + "(see: writeback-gateway directory list)")
        }
        return only
    }
}

/// What a command prints: members for programs, columns for people.
package protocol CommandResult: Encodable, Sendable {
    /// The titles of the columns.
    static var columns: [String] { get }
    /// One cell for each column.
    var cells: [String] { get }
}
