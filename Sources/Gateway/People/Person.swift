import Foundation
import GRDB

/// A person of a tenant: from a directory at home, or known in the cloud only.
struct Person: Codable, Sendable, Hashable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "people"

    var id: String
    var tenant: String
    /// The directory that the person comes from; `nil` for people of the cloud.
    var directory: String?
    var upn: String
    /// What UPNs are compared by.
    var foldedUPN: String
    var displayName: String?
    var givenName: String?
    var surname: String?
    var mail: String?
    var enabled: Bool
    /// The source anchor (`onPremisesImmutableId`).
    var anchor: String?
    /// True while synced, false when the sync has let go of the person, `nil` for people of the cloud.
    var syncEnabled: Bool?
    var lastSync: Date?
    var distinguishedName: String?
    var domain: String?
    var samAccountName: String?
    var externalID: String?
    /// Directory roles; who has one is not reset by an application without a separate grant.
    var roles: [String] = []
    var createdAt: Date
    var modifiedAt: Date
    /// Grows with each change; the entity tag.
    var revision = 1
    /// The sequence of the last request for this person.
    var lastSequence: Int64 = 0

    /// The form by which UPNs are compared: without case.
    static func folded(_ upn: String) -> String { upn.precomposedStringWithCanonicalMapping.lowercased() }
}

/// The SQL of people.
enum People {
    /// By id or UPN.
    static func find(_ idOrUPN: String, tenant: String, in database: Database) throws -> Person? {
        try Person.filter(Column("tenant") == tenant)
            .filter(Column("id") == idOrUPN.lowercased() || Column("foldedUPN") == Person.folded(idOrUPN))
            .fetchOne(database)
    }

    static func find(upn: String, tenant: String, in database: Database) throws -> Person? {
        try Person.filter(Column("tenant") == tenant && Column("foldedUPN") == Person.folded(upn)).fetchOne(database)
    }

    static func find(anchor: String, directory: String, in database: Database) throws -> Person? {
        try Person.filter(Column("directory") == directory && Column("anchor") == anchor).fetchOne(database)
    }

    static func all(tenant: String, in database: Database) throws -> [Person] {
        try Person.filter(Column("tenant") == tenant).order(Column("foldedUPN")).fetchAll(database)
    }

    /// Up to `limit` people of one tenant after a UPN, in the order of UPNs.
    static func page(
        tenant: String, where condition: PersonCondition?, after: String?, limit: Int, in database: Database
    )
        throws -> [Person]
    {
        var query = matching(tenant: tenant, where: condition)
        if let after { query = query.filter(Column("foldedUPN") > after) }
        return try query.order(Column("foldedUPN")).limit(limit).fetchAll(database)
    }

    /// People of one tenant by place, in the order of UPNs.
    static func slice(tenant: String, where condition: PersonCondition?, offset: Int, limit: Int, in database: Database)
        throws -> [Person]
    {
        try matching(tenant: tenant, where: condition).order(Column("foldedUPN")).limit(limit, offset: offset)
            .fetchAll(database)
    }

    static func count(tenant: String, where condition: PersonCondition?, in database: Database) throws -> Int {
        try matching(tenant: tenant, where: condition).fetchCount(database)
    }

    /// Directories that have people who are synced: these have to be writable for the blade to be shown.
    static func directoriesWithSyncedPeople(tenant: String, in database: Database) throws -> Set<String> {
        try String.fetchSet(
            database,
            sql: "SELECT DISTINCT directory FROM people WHERE tenant = ? AND syncEnabled = 1 AND directory IS NOT NULL",
            arguments: [tenant])
    }

    private static func matching(tenant: String, where condition: PersonCondition?) -> QueryInterfaceRequest<Person> {
        let query = Person.filter(Column("tenant") == tenant)
        return switch condition {
        case nil: query
        case .upn(let upn): query.filter(Column("foldedUPN") == Person.folded(upn))
        case .id(let id): query.filter(Column("id") == id.lowercased())
        case .anchor(let anchor): query.filter(Column("anchor") == anchor)
        case .synced(let directory, nil):
            query.filter(Column("directory") == directory && Column("syncEnabled") == true)
        case .synced(let directory, let match?):
            query.filter(Column("directory") == directory && Column("syncEnabled") == true).filter(match.expression)
        }
    }
}

/// By what people can be searched.
enum PersonCondition: Sendable, Hashable {
    /// What SCIM's filters know.
    enum Match: Sendable, Hashable {
        case userName(String)
        case externalID(String)
        case immutableID(String)

        fileprivate var expression: SQLExpression {
            switch self {
            case .userName(let name): Column("foldedUPN") == Person.folded(name)
            case .externalID(let id): Column("externalID") == id
            case .immutableID(let anchor): Column("anchor") == anchor
            }
        }
    }

    case upn(String)
    case id(String)
    case anchor(String)
    /// Those of one directory that the sync holds at present.
    case synced(directory: String, Match?)
}
