import Writeback

/// A schema as SCIM describes one (RFC 7643, section 7).
struct SCIMSchema: Codable, Sendable, Hashable {
    struct Attribute: Codable, Sendable, Hashable {
        var name: String
        var type: String
        var multiValued = false
        var description: String
        var required = false
        var caseExact = false
        var mutability = "readWrite"
        var returned = "default"
        var uniqueness = "none"
        var subAttributes: [Attribute]?

        static func text(_ name: String, _ description: String) -> Attribute {
            Attribute(name: name, type: "string", description: description)
        }

        func changed(_ change: (inout Attribute) -> Void) -> Attribute {
            var attribute = self
            change(&attribute)
            return attribute
        }
    }

    var schemas = ["urn:ietf:params:scim:schemas:core:2.0:Schema"]
    var id: String
    var name: String
    var description: String
    var attributes: [Attribute]
    var meta: SCIMMeta?

    /// Both schemas of a person.
    static let all = [core, onPremises]

    private static let core = SCIMSchema(
        id: SCIMUser.coreSchema, name: "User", description: "A person",
        attributes: [
            .text("userName", "The user principal name").changed {
                $0.required = true
                $0.uniqueness = "server"
            },
            .text("externalId", "The client's own identifier").changed { $0.caseExact = true },
            .text("displayName", "For people to read"),
            Attribute(
                name: "name", type: "complex", description: "The parts of the name",
                subAttributes: [
                    .text("formatted", "The whole"), .text("familyName", "The family name"),
                    .text("givenName", "The given name"),
                ]),
            Attribute(
                name: "emails", type: "complex", multiValued: true, description: "Mail addresses",
                subAttributes: [
                    .text("value", "The address"), .text("type", "work, home or another word"),
                    Attribute(name: "primary", type: "boolean", description: "Whether it is the main one"),
                ]),
            Attribute(name: "active", type: "boolean", description: "Whether the account is in use"),
        ])

    private static let onPremises = SCIMSchema(
        id: SCIMUser.onPremisesSchema, name: "OnPremises", description: "Who the person is on-premises",
        attributes: [
            .text("immutableId", "The source anchor").changed {
                $0.required = true
                $0.caseExact = true
                $0.mutability = "immutable"
                $0.uniqueness = "server"
            },
            .text("distinguishedName", "Where the entry was at the last sync"),
            .text("samAccountName", "AD's short name"),
            .text("domain", "The DNS name of the domain, or the suffix"),
        ])
}
