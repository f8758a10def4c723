import Foundation
import GRDB

extension Administration {
    /// A person, as commands show one: Graph's properties, and what only administrators see.
    package struct PersonResult: CommandResult {
        private let person: Person

        init(_ person: Person) { self.person = person }

        package static let columns = ["USER", "UPN", "NAME", "SYNCED", "ROLES"]
        package var cells: [String] {
            let synced = person.syncEnabled.map { $0 ? "yes" : "no longer" } ?? "cloud only"
            return [
                person.id, person.upn, person.displayName ?? "-", synced,
                person.roles.isEmpty ? "-" : person.roles.joined(separator: ", "),
            ]
        }

        private enum CodingKeys: String, CodingKey { case directory, roles }

        package func encode(to encoder: any Encoder) throws {
            try GraphUser(person, select: nil).encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(person.directory, forKey: .directory)
            try container.encode(person.roles, forKey: .roles)
        }
    }

    /// What an administrator says about a new person.
    package struct NewPerson: Sendable {
        package var upn: String
        package var displayName: String
        package var mail: String?
        package var givenName: String?
        package var surname: String?
        /// The source anchor; `nil` for a person of the cloud only.
        package var immutableID: String?
        package var directory: String?
        package var roles: [String]

        /// Collects what was said.
        package init(
            upn: String, displayName: String, mail: String?, givenName: String?, surname: String?, immutableID: String?,
            directory: String?, roles: [String]
        ) {
            self.upn = upn
            self.displayName = displayName
            self.mail = mail
            self.givenName = givenName
            self.surname = surname
            self.immutableID = immutableID
            self.directory = directory
            self.roles = roles
        }
    }

    /// Makes a person.
    package func createPerson(_ new: NewPerson, tenant: String?) async throws -> PersonResult {
        guard new.immutableID != nil || new.directory == nil else {
            throw Failure("--directory needs --immutable-id: a person of a directory is found by the source anchor")
        }
        guard new.upn.contains("@"), !new.upn.contains(" ") else { throw Failure("--upn has to be NAME@DOMAIN") }
        let now = time.now
        return try await store.write { database in
            let tenant = try Self.tenant(tenant, in: database)
            let directory = try new.immutableID.map { _ in
                try Self.directory(new.directory, of: tenant, in: database).id
            }
            guard try People.find(upn: new.upn, tenant: tenant.id, in: database) == nil else {
                throw Failure("there is a user \(new.upn) already")
            }
            if let anchor = new.immutableID, let directory,
                let other = try People.find(anchor: anchor, directory: directory, in: database)
            {
                throw Failure("the immutable id belongs to \(other.upn) already")
            }
            let person = Person(
                id: Identifier.make(), tenant: tenant.id, directory: directory, upn: new.upn,
                foldedUPN: Person.folded(new.upn), displayName: new.displayName, givenName: new.givenName,
                surname: new.surname, mail: new.mail, enabled: true, anchor: new.immutableID,
                syncEnabled: directory == nil ? nil : true, roles: new.roles, createdAt: now, modifiedAt: now)
            try person.insert(database)
            return PersonResult(person)
        }
    }

    /// The people of a tenant.
    package func people(tenant: String?) async throws -> [PersonResult] {
        try await store.read { database in
            try People.all(tenant: try Self.tenant(tenant, in: database).id, in: database).map(PersonResult.init)
        }
    }

    /// One person, by id or UPN.
    package func person(_ idOrUPN: String, tenant: String?) async throws -> PersonResult {
        try await store.read { database in
            let tenant = try Self.tenant(tenant, in: database)
            guard let person = try People.find(idOrUPN, tenant: tenant.id, in: database) else {
                throw Failure("there is no user \(idOrUPN); see: writeback-gateway user list")
            }
            return PersonResult(person)
        }
    }
}
