import Foundation
import GRDB
import Testing
import Writeback

@testable import Gateway

/// What holds for every door.
@Suite struct ServeTests {
    @Test func unknownPathsAndMethods() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let unknown = try await gateway.call("GET", "/v1.0/nothing", token: scene.token)
            #expect(unknown.status == 404)
            #expect(unknown.errorCode == "Request_ResourceNotFound")
            #expect(unknown.headers["content-type"]?.hasPrefix("application/json") == true)
            let scim = try await gateway.call("GET", "/scim/v2/Nothing", token: scene.token)
            #expect(scim.status == 404)
            #expect(scim.headers["content-type"] == "application/scim+json")
            for (method, path, allow) in [
                ("DELETE", "/v1.0/users", "GET"), ("PUT", "/\(scene.tenant)/oauth2/v2.0/token", "POST"),
                ("OPTIONS", "/writeback-requests/messages/1/x", "POST, PUT, DELETE"),
                ("TRACE", "/scim/v2/Users", "GET, POST"), ("POST", "/scim/v2/Schemas", "GET"),
            ] {
                let answer = try await gateway.call(method, path, token: scene.token)
                #expect(answer.status == 405, "\(method) \(path)")
                #expect(answer.headers["allow"] == allow)
            }
            #expect(try await gateway.call("GET", "/v1.0//users", token: scene.token).status == 200)
        }
    }

    @Test func idsOfRequests() async throws {
        try await GatewayHarness.run { gateway in
            let mine = UUID().uuidString
            let answer = try await gateway.call("GET", "/v1.0/users", headers: ["client-request-id": mine])
            #expect(answer.headers["client-request-id"] == mine)
            let inner = (answer.json["error"] as? [String: Any])?["innerError"] as? [String: Any]
            #expect(inner?["client-request-id"] as? String == mine)
            #expect(inner?["request-id"] as? String == answer.headers["request-id"])
            #expect(UUID(uuidString: answer.headers["request-id"] ?? "") != nil)
            let bad = try await gateway.call(
                "GET", "/v1.0/users", headers: ["client-request-id": String(repeating: "x", count: 65)])
            #expect(bad.headers["client-request-id"] == nil)
        }
    }

    @Test func headersAreBounded() async throws {
        try await GatewayHarness.run { gateway in
            let answer = try await gateway.call(
                "GET", "/v1.0/users", headers: ["X-Large": String(repeating: "x", count: 20000)])
            #expect(answer.status == 400)
        }
    }

    @Test func thePortIsAnnounced() async throws {
        try await GatewayHarness.run { gateway in
            let url = try await gateway.wiring.store.read { try Tenants.announcement("publicURL", in: $0) }
            #expect(url == gateway.base)
            #expect(gateway.log.text.contains("the gateway is listening"))
        }
    }

    @Test func theStoreIsDurableAndErases() async throws {
        try await GatewayHarness.run { gateway in
            let values = try await gateway.wiring.store.write { database in
                try ["synchronous", "secure_delete"].map { try Int.fetchOne(database, sql: "PRAGMA \($0)") }
            }
            #expect(values == [2, 1])
        }
    }
}
