import Foundation
import Testing
import Writeback

@testable import Gateway

@Suite struct SCIMTests {
    private func user(_ upn: String, anchor: String = "anchor-1", name: String = "Ada") -> SCIMUser {
        SCIMUser(
            externalID: "ext-\(anchor)", userName: upn, displayName: name,
            name: .init(familyName: "Lovelace", givenName: name),
            emails: [.init(value: upn, type: "work", primary: true)],
            active: true,
            onPremises: .init(
                immutableID: anchor, distinguishedName: "uid=ada,dc=example,dc=org", samAccountName: nil,
                domain: "dc=example,dc=org"))
    }

    private func send(
        _ agent: FakeAgent, _ method: String, _ path: String, _ user: SCIMUser? = nil, headers: [String: String] = [:]
    )
        async throws -> GatewayHarness.Answer
    {
        var headers = headers
        headers["Content-Type"] = SCIM.contentType
        return try await agent.gateway.call(
            method, "/scim/v2/Users\(path)", token: agent.token, body: try user.map { Array(try WireJSON.encode($0)) },
            headers: headers)
    }

    @Test func fromCreationToDeletion() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let agent = try await FakeAgent(scene)
            let created = try await send(agent, "POST", "", user("ada@example.org"))
            #expect(created.status == 201)
            #expect(created.headers["content-type"] == "application/scim+json")
            var ada = try created.decode(SCIMUser.self)
            let id = try #require(ada.id)
            #expect(created.headers["location"] == "\(gateway.base)/scim/v2/Users/\(id)")
            #expect(ada.meta?.location == created.headers["location"])
            #expect(ada.onPremises?.immutableID == "anchor-1")
            let graph = try await gateway.call("GET", "/v1.0/users/ada@example.org", token: scene.token).json
            #expect(graph["onPremisesSyncEnabled"] as? Bool == true)
            #expect(graph["onPremisesImmutableId"] as? String == "anchor-1")
            #expect(graph["surname"] as? String == "Lovelace")
            #expect(graph["onPremisesLastSyncDateTime"] as? String == Timestamp.text(gateway.time.now))
            #expect(try await scene.reset(id, "n3w password").status == 202)

            for filter in [
                #"userName eq "ADA@example.org""#, #"externalId eq "ext-anchor-1""#,
                #"\#(SCIMUser.onPremisesSchema):immutableId eq "anchor-1""#,
            ] {
                let encoded = filter.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                let found = try await send(agent, "GET", "?filter=\(encoded)").decode(SCIMListResponse<SCIMUser>.self)
                #expect(found.totalResults == 1, "\(filter)")
                #expect(found.resources.first?.id == id)
            }
            let tag = try #require(ada.meta?.version)
            ada.displayName = "Ada King"
            #expect(try await send(agent, "PUT", "/\(id)", ada, headers: ["If-Match": "W/\"99\""]).status == 412)
            let replaced = try await send(agent, "PUT", "/\(id)", ada, headers: ["If-Match": tag])
            #expect(replaced.status == 200)
            #expect(try replaced.decode(SCIMUser.self).displayName == "Ada King")

            var moved = ada
            moved.onPremises?.immutableID = "another"
            let mutable = try await send(agent, "PUT", "/\(id)", moved)
            #expect(mutable.status == 400)
            #expect(try mutable.decode(SCIMError.self).scimType == "mutability")

            #expect(try await send(agent, "DELETE", "/\(id)").status == 204)
            #expect(try await send(agent, "GET", "/\(id)").status == 404)
            #expect(try await scene.reset(id, "n3w password").errorCode == "userNotSynced")
            let back = try await send(agent, "POST", "", user("ada@example.org"))
            #expect(back.status == 201)
            #expect(try back.decode(SCIMUser.self).id == id, "who comes back is the same person")
        }
    }

    @Test func conflicts() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let agent = try await FakeAgent(scene)
            try await scene.person("cloud@example.org", anchor: nil)
            #expect(try await send(agent, "POST", "", user("ada@example.org")).status == 201)
            for other in [
                user("ADA@example.org", anchor: "2"), user("bob@example.org"), user("cloud@example.org", anchor: "3"),
            ] {
                let answer = try await send(agent, "POST", "", other)
                #expect(answer.status == 409)
                #expect(try answer.decode(SCIMError.self).scimType == "uniqueness")
            }
            var nobody = user("eve@example.org", anchor: "4")
            nobody.onPremises = nil
            #expect(try await send(agent, "POST", "", nobody).status == 400)
            #expect(try await send(agent, "POST", "", user(" ", anchor: "5")).status == 400)
            #expect(try await send(agent, "PATCH", "/x", nil).status == 501)
        }
    }

    @Test func anAgentSeesItsOwnDirectoryOnly() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let other = try await gateway.administration.createDirectory(tenant: scene.tenant)
            let agent = try await FakeAgent(scene)
            let stranger = try await FakeAgent(scene, suffix: "dc=other", directory: other.id)
            let created = try await send(agent, "POST", "", user("ada@example.org")).decode(SCIMUser.self)
            let id = try #require(created.id)
            #expect(try await send(stranger, "GET", "").decode(SCIMListResponse<SCIMUser>.self).totalResults == 0)
            for method in ["GET", "PUT", "DELETE"] {
                let body = method == "PUT" ? user("ada@example.org") : nil
                #expect(try await send(stranger, method, "/\(id)", body).status == 404)
            }
            #expect(try await gateway.call("GET", "/scim/v2/Users", token: scene.token).status == 403)
        }
    }

    @Test func pages() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let agent = try await FakeAgent(scene)
            for index in 0..<5 {
                _ = try await send(agent, "POST", "", user("user\(index)@example.org", anchor: "\(index)"))
            }
            let page = try await send(agent, "GET", "?startIndex=4&count=3").decode(SCIMListResponse<SCIMUser>.self)
            #expect((page.totalResults, page.startIndex, page.itemsPerPage) == (5, 4, 2))
            let none = try await send(agent, "GET", "?count=0").decode(SCIMListResponse<SCIMUser>.self)
            #expect((none.totalResults, none.itemsPerPage) == (5, 0))
            #expect(try await send(agent, "GET", "?filter=userName%20co%20%22x%22").status == 400)
            let filter = #"userName eq "user1@example.org""#
            for path in ["/scim/v2/.search", "/scim/v2/Users/.search"] {
                let answer = try await gateway.post(path, ["filter": filter], token: agent.token)
                #expect((answer.json["Resources"] as? [Any])?.count == 1)
            }
            let few = try await send(agent, "GET", "?attributes=userName,name.givenName&count=1").json
            let first = try #require((few["Resources"] as? [[String: Any]])?.first)
            #expect(Set(first.keys) == ["schemas", "id", "userName", "name"])
            let id = try #require(first["id"] as? String)
            let less = try await send(agent, "GET", "/\(id)?excludedAttributes=emails,\(SCIMUser.onPremisesSchema)")
                .json
            #expect(less["emails"] == nil && less[SCIMUser.onPremisesSchema] == nil && less["userName"] != nil)
        }
    }

    @Test func descriptions() async throws {
        try await GatewayHarness.run { gateway in
            for (path, status) in [
                ("ServiceProviderConfig", 200), ("ResourceTypes", 200), ("ResourceTypes/User", 200),
                ("ResourceTypes/Group", 404), ("Schemas", 200), ("Schemas/\(SCIMUser.coreSchema)", 200),
                ("Schemas/\(SCIMUser.onPremisesSchema)", 200), ("Schemas/urn:none", 404),
            ] {
                let answer = try await gateway.call("GET", "/scim/v2/\(path)")
                #expect(answer.status == status, "\(path)")
                #expect(answer.headers["content-type"] == "application/scim+json")
                if status == 404 { #expect(try answer.decode(SCIMError.self).status == "404") }
            }
        }
    }
}
