import Foundation
import Testing
import Writeback

@testable import Gateway

@Suite struct UsersTests {
    private func users(_ scene: Scene, _ query: String) async throws -> GatewayHarness.Answer {
        try await scene.gateway.call(
            "GET", query.hasPrefix("https") ? query : "/v1.0/users?\(query)", token: scene.token)
    }

    private func names(_ answer: GatewayHarness.Answer) -> [String] {
        (answer.json["value"] as? [[String: Any]] ?? []).compactMap { $0["userPrincipalName"] as? String }
    }

    @Test func pagesLinkToTheNext() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let all = (0..<5).map { "user\($0)@example.org" }
            for upn in all { try await scene.person(upn, anchor: upn) }
            var found: [String] = []
            var next: String? = "%24top=2&$count=true&$select=id,userPrincipalName"
            var pages = 0
            while let query = next {
                let answer = try await users(scene, query)
                #expect(answer.status == 200)
                #expect(answer.json["@odata.count"] as? Int == 5)
                found += names(answer)
                next = answer.json["@odata.nextLink"] as? String
                if let next { #expect(next.hasPrefix("\(gateway.base)/v1.0/users?")) }
                pages += 1
            }
            #expect(found == all)
            #expect(pages == 3)
        }
    }

    @Test func filtersAndProperties() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let id = try await scene.person("O'Hara@example.org", anchor: "anchor-1")
            try await scene.person("cloud@example.org", anchor: nil)
            for filter in [
                "userPrincipalName eq 'o''hara@EXAMPLE.org'", "id eq '\(id)'", "onPremisesImmutableId eq 'anchor-1'",
            ] {
                let encoded = filter.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                #expect(names(try await users(scene, "$filter=\(encoded)")) == ["O'Hara@example.org"], "\(filter)")
            }
            let one = try await gateway.call("GET", "/v1.0/users/o'hara%40example.org", token: scene.token).json
            #expect(one["onPremisesImmutableId"] as? String == "anchor-1")
            #expect(one["onPremisesSyncEnabled"] as? Bool == true)
            #expect(one["mail"] is NSNull)
            #expect(Set(one.keys) == GraphUser.properties)
            let cloud = try await gateway.call("GET", "/v1.0/users/cloud@example.org", token: scene.token).json
            #expect(cloud["onPremisesSyncEnabled"] is NSNull)
            let selected = try await gateway.call(
                "GET", "/v1.0/users/\(id)?$select=displayName", token: scene.token
            ).json
            #expect(Set(selected.keys) == ["id", "displayName"])
        }
    }

    @Test func badQueries() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            for query in [
                "$top=0", "$top=1000", "$top=x", "$top=1&$top=2", "$filter=displayName%20eq%20'x'", "$filter=x",
                "$filter=id%20eq%20'a'%20or%20'b'", "$skiptoken=!!", "$orderby=id", "$count=maybe", "$select=",
                "$filter=id%20eq%20'%00'", "$top=%ff",
            ] {
                let answer = try await users(scene, query)
                #expect(answer.status == 400, "\(query)")
                #expect(answer.errorCode == "BadRequest", "\(query)")
            }
            #expect(try await users(scene, "api-version=1").status == 200)
        }
    }

    @Test func peopleOfOtherTenantsDoNotExist() async throws {
        try await GatewayHarness.run { gateway in
            let (one, two) = (try await Scene(gateway), try await Scene(gateway))
            let id = try await one.person("ada@example.org")
            #expect(names(try await users(two, "$top=9")).isEmpty)
            #expect(try await gateway.call("GET", "/v1.0/users/\(id)", token: two.token).status == 404)
            _ = try await FakeAgent(one)
            let request = try await one.accepted(id)
            let path = "/v1.0/users/\(id)/authentication/operations/\(request)"
            #expect(try await gateway.call("GET", path, token: two.token).status == 404)
            #expect(try await gateway.call("GET", path, token: one.token).status == 200)
            let byName = "/v1.0/users/ada@example.org/authentication/operations/\(request)"
            #expect(try await gateway.call("GET", byName, token: one.token).status == 200)
            try await one.person("bob@example.org", anchor: "b")
            let wrong = "/v1.0/users/bob@example.org/authentication/operations/\(request)"
            #expect(try await gateway.call("GET", wrong, token: one.token).status == 404)
        }
    }
}
