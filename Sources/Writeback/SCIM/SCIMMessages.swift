import Foundation

/// The media type of SCIM (RFC 7644, section 8.1).
public enum SCIM {
    /// `application/scim+json`.
    public static let contentType = "application/scim+json"
}

/// About a resource (RFC 7643, section 3.1).
public struct SCIMMeta: Codable, Sendable, Hashable {
    /// `User`.
    public var resourceType: String
    /// When it was made.
    public var created: Date?
    /// When it last changed.
    public var lastModified: Date?
    /// Its URL.
    public var location: String?
    /// Its version, as an entity tag.
    public var version: String?

    /// Describes a resource.
    public init(
        resourceType: String, created: Date? = nil, lastModified: Date? = nil, location: String? = nil,
        version: String? = nil
    ) {
        self.resourceType = resourceType
        self.created = created
        self.lastModified = lastModified
        self.location = location
        self.version = version
    }
}

/// A page of resources (RFC 7644, section 3.4.2).
public struct SCIMListResponse<Resource: Codable & Sendable & Hashable>: Codable, Sendable, Hashable {
    /// The schema of a list.
    public var schemas = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
    /// How many match in all.
    public var totalResults: Int
    /// The first one's place, counted from 1.
    public var startIndex: Int
    /// How many are here.
    public var itemsPerPage: Int
    /// The page.
    public var resources: [Resource]

    enum CodingKeys: String, CodingKey {
        case schemas, totalResults, startIndex, itemsPerPage
        case resources = "Resources"
    }

    /// Makes a page.
    public init(totalResults: Int, startIndex: Int, resources: [Resource]) {
        self.totalResults = totalResults
        self.startIndex = startIndex
        itemsPerPage = resources.count
        self.resources = resources
    }
}

/// An error (RFC 7644, section 3.12).
public struct SCIMError: Codable, Sendable, Hashable {
    /// The schema of an error.
    public var schemas = ["urn:ietf:params:scim:api:messages:2.0:Error"]
    /// The HTTP status, as text.
    public var status: String
    /// One of the words of RFC 7644, table 9.
    public var scimType: String?
    /// A sentence.
    public var detail: String

    /// Describes an error.
    public init(status: Int, scimType: String? = nil, detail: String) {
        self.status = String(status)
        self.scimType = scimType
        self.detail = detail
    }
}
