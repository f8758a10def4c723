import Hummingbird
import Writeback

/// What this SCIM server can do (RFC 7643, sections 5 to 7).
struct SCIMDescriptionDoor: Sendable {
    let addresses: Addresses

    private struct Provider: Encodable {
        struct Support: Encodable { var supported: Bool }
        struct Filter: Encodable {
            var supported = true
            var maxResults = SCIMDoor.largestPage
        }
        struct Bulk: Encodable {
            var supported = false
            var maxOperations = 0
            var maxPayloadSize = 0
        }
        struct Scheme: Encodable {
            var type = "oauthbearertoken"
            var name = "OAuth Bearer Token"
            var description = "a token of this gateway's token endpoint"
        }

        var schemas = ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"]
        var patch = Support(supported: false)
        var bulk = Bulk()
        var filter = Filter()
        var changePassword = Support(supported: false)
        var sort = Support(supported: false)
        var etag = Support(supported: true)
        var authenticationSchemes = [Scheme()]
        var meta: SCIMMeta
    }

    struct ResourceType: Codable, Sendable, Hashable {
        struct Extension: Codable, Sendable, Hashable {
            var schema: String
            var required: Bool
        }

        var schemas = ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"]
        var id = "User"
        var name = "User"
        var description = "A person of the agent's directory"
        var endpoint = "/Users"
        var schema = SCIMUser.coreSchema
        var schemaExtensions = [Extension(schema: SCIMUser.onPremisesSchema, required: true)]
        var meta: SCIMMeta
    }

    func provider(_ request: Request, _ context: DoorContext) async throws -> Response {
        try answer(Provider(meta: meta("ServiceProviderConfig", "ServiceProviderConfig", request)))
    }

    func resourceTypes(_ request: Request, _ context: DoorContext) async throws -> Response {
        try answer(SCIMListResponse(totalResults: 1, startIndex: 1, resources: [user(request)]))
    }

    func resourceType(_ request: Request, _ context: DoorContext) async throws -> Response {
        guard try context.parameter("name") == "User" else { throw SCIMFailure.notFound }
        return try answer(user(request))
    }

    func schemas(_ request: Request, _ context: DoorContext) async throws -> Response {
        let all = SCIMSchema.all.map { described($0, request) }
        return try answer(SCIMListResponse(totalResults: all.count, startIndex: 1, resources: all))
    }

    func schema(_ request: Request, _ context: DoorContext) async throws -> Response {
        let name = try context.parameter("name")
        guard let schema = SCIMSchema.all.first(where: { $0.id == name }) else { throw SCIMFailure.notFound }
        return try answer(described(schema, request))
    }

    private func user(_ request: Request) -> ResourceType {
        ResourceType(meta: meta("ResourceType", "ResourceTypes/User", request))
    }

    private func described(_ schema: SCIMSchema, _ request: Request) -> SCIMSchema {
        var schema = schema
        schema.meta = meta("Schema", "Schemas/\(schema.id)", request)
        return schema
    }

    private func meta(_ type: String, _ path: String, _ request: Request) -> SCIMMeta {
        SCIMMeta(resourceType: type, location: "\(addresses.base(of: request))/scim/v2/\(path)")
    }

    private func answer(_ value: some Encodable) throws -> Response {
        try JSONAnswer.make(value, contentType: SCIM.contentType)
    }
}
