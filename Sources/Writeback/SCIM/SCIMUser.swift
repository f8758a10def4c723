import Foundation

/// A person in SCIM 2.0 (RFC 7643, section 4.1), with what the sync adds.
public struct SCIMUser: Codable, Sendable, Hashable {
    /// The core schema.
    public static let coreSchema = "urn:ietf:params:scim:schemas:core:2.0:User"
    /// Ours: who the person is on-premises. Only the enrolled agent of that directory may set it.
    public static let onPremisesSchema = "urn:writeback:params:scim:schemas:extension:onPremises:1.0:User"

    /// Which schemas the resource uses.
    public var schemas: [String]
    /// Given by the gateway.
    public var id: String?
    /// The client's own identifier.
    public var externalID: String?
    /// The user principal name.
    public var userName: String
    /// For people to read.
    public var displayName: String?
    /// Given and family name.
    public var name: Name?
    /// Mail addresses.
    public var emails: [Email]?
    /// Whether the account is in use.
    public var active: Bool?
    /// Who the person is on-premises.
    public var onPremises: OnPremises?
    /// About the resource itself.
    public var meta: SCIMMeta?

    enum CodingKeys: String, CodingKey {
        case schemas, id, userName, displayName, name, emails, active, meta
        case externalID = "externalId"
        case onPremises = "urn:writeback:params:scim:schemas:extension:onPremises:1.0:User"
    }

    /// The parts of a name.
    public struct Name: Codable, Sendable, Hashable {
        /// The whole.
        public var formatted: String?
        /// The family name.
        public var familyName: String?
        /// The given name.
        public var givenName: String?

        /// Collects the parts.
        public init(formatted: String? = nil, familyName: String? = nil, givenName: String? = nil) {
            self.formatted = formatted
            self.familyName = familyName
            self.givenName = givenName
        }
    }

    /// A mail address.
    public struct Email: Codable, Sendable, Hashable {
        /// The address.
        public var value: String
        /// `work`, `home` or another word.
        public var type: String?
        /// Whether it is the main one.
        public var primary: Bool?

        /// Describes an address.
        public init(value: String, type: String? = nil, primary: Bool? = nil) {
            self.value = value
            self.type = type
            self.primary = primary
        }
    }

    /// Who the person is on-premises.
    public struct OnPremises: Codable, Sendable, Hashable {
        /// The source anchor, opaque. Never changes once it is set.
        public var immutableID: String
        /// Where the entry was at the last sync.
        public var distinguishedName: String?
        /// AD's short name.
        public var samAccountName: String?
        /// The DNS name of the domain, or the suffix.
        public var domain: String?

        enum CodingKeys: String, CodingKey {
            case immutableID = "immutableId"
            case distinguishedName, samAccountName, domain
        }

        /// Describes an entry.
        public init(
            immutableID: String, distinguishedName: String? = nil, samAccountName: String? = nil, domain: String? = nil
        ) {
            self.immutableID = immutableID
            self.distinguishedName = distinguishedName
            self.samAccountName = samAccountName
            self.domain = domain
        }
    }

    /// Describes a person.
    public init(
        id: String? = nil, externalID: String? = nil, userName: String, displayName: String? = nil, name: Name? = nil,
        emails: [Email]? = nil, active: Bool? = nil, onPremises: OnPremises? = nil, meta: SCIMMeta? = nil
    ) {
        schemas = onPremises == nil ? [Self.coreSchema] : [Self.coreSchema, Self.onPremisesSchema]
        self.id = id
        self.externalID = externalID
        self.userName = userName
        self.displayName = displayName
        self.name = name
        self.emails = emails
        self.active = active
        self.onPremises = onPremises
        self.meta = meta
    }
}
