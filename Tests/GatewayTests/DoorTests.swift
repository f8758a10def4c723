import Foundation
import Testing
import Writeback

@testable import Gateway

/// What is refused at the door of a reset, and how it is said.
@Suite struct DoorTests {
    @Test func whoIsNotReset() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let other = try await gateway.administration.createDirectory(tenant: scene.tenant)
            try await scene.person("cloud@example.org", anchor: nil)
            try await scene.person("elsewhere@example.org", anchor: "e", directory: other.id)
            try await scene.person("boss@example.org", anchor: "b", roles: ["Global Administrator"])
            let ada = try await scene.person("ada@example.org")
            _ = try await FakeAgent(scene)
            for (user, status, code) in [
                ("cloud@example.org", 400, "userCloudOnly"), ("elsewhere@example.org", 409, "noAgentKey"),
                ("boss@example.org", 403, "userIsAdministrator"),
                ("nobody@example.org", 404, "Request_ResourceNotFound"),
            ] {
                let answer = try await scene.reset(user, "n3w password")
                #expect(answer.status == status)
                #expect(answer.errorCode == code)
                #expect(answer.headers["content-type"]?.hasPrefix("application/json") == true)
            }
            _ = try await gateway.administration.updateTenant(scene.tenant, displayName: nil, writeback: false)
            let off = try await scene.reset(ada, "n3w password")
            #expect(off.status == 403)
            #expect(off.errorCode == "writebackNotEnabled")
        }
    }

    @Test func anAdministratorIsResetOnlyByWhoWasGrantedThat() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(
                gateway, roles: [ApplicationRole.reset.rawValue, ApplicationRole.resetAdministrators.rawValue])
            try await scene.person("boss@example.org", roles: ["Global Administrator"])
            _ = try await FakeAgent(scene)
            #expect(try await scene.reset("boss@example.org", "n3w password").status == 202)
        }
    }

    @Test func tokens() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let id = try await scene.person("ada@example.org")
            _ = try await FakeAgent(scene)
            let body = Array(#"{"newPassword":"n3w password"}"#.utf8)
            func status(_ headers: [String: String]) async throws -> GatewayHarness.Answer {
                try await gateway.call("POST", scene.resetPath(id), body: body, headers: headers)
            }
            let none = try await status([:])
            #expect(none.status == 401)
            #expect(none.errorCode == "InvalidAuthenticationToken")
            #expect(none.headers["www-authenticate"] == "Bearer realm=\"writeback\"")
            for token in [
                "x", "a.b.c", String(scene.token.dropLast(2)) + "AA",
                scene.token.split(separator: ".").dropLast().joined(separator: ".") + ".",
            ] {
                let broken = try await status(["Authorization": "Bearer \(token)"])
                #expect(broken.status == 401)
                #expect(broken.headers["www-authenticate"]?.contains("error=\"invalid_token\"") == true)
            }
            #expect(try await status(["Authorization": "Basic eDp5"]).status == 401)

            // Another tenant's token leads to another tenant's people.
            let stranger = try await Scene(gateway)
            let foreign = try await status(["Authorization": "Bearer \(stranger.token)"])
            #expect(foreign.status == 404)
            let reader = try await gateway.administration.createApplication(
                tenant: scene.tenant, displayName: "reader", roles: [ApplicationRole.readUsers.rawValue],
                credential: .secret)
            let narrow = try await Scene.token(
                gateway, tenant: scene.tenant, appID: reader.application.appId, secret: try #require(reader.password))
            let denied = try await status(["Authorization": "Bearer \(narrow)"])
            #expect(denied.status == 403)
            #expect(denied.errorCode == "Authorization_RequestDenied")

            gateway.time.jump(by: 3600)
            let expired = try await status(["Authorization": "Bearer \(scene.token)"])
            #expect(expired.status == 401)
            #expect(
                (expired.json["error"] as? [String: Any])?["message"] as? String
                    == "Access token has expired; ask for a new one.")
        }
    }

    @Test func bodies() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let id = try await scene.person("ada@example.org")
            _ = try await FakeAgent(scene)
            for (body, status, code) in [
                ("", 400, "BadRequest"), ("not json", 400, "BadRequest"), ("[]", 400, "BadRequest"),
                ("{}", 400, "BadRequest"), (#"{"newPassword":null}"#, 400, "BadRequest"),
                (#"{"newPassword":7}"#, 400, "BadRequest"),
                (#"{"newPassword":"a","newPassword":"b"}"#, 400, "BadRequest"),
                (#"{"newPassword":"a"} x"#, 400, "BadRequest"), (#"{"newPassword":"\ud83d"}"#, 400, "BadRequest"),
                (#"{"newPassword":"a","unlock":"yes"}"#, 400, "BadRequest"),
                (#"{"newPassword":""}"#, 400, "invalidPassword"),
                (#"{"newPassword":"a\u0000b"}"#, 400, "invalidPassword"),
                (#"{"newPassword":"\#(String(repeating: "x", count: 1025))"}"#, 400, "passwordTooLong"),
                (#"{"newPassword":"\#(String(repeating: "x", count: 70000))"}"#, 413, "RequestBodyTooLarge"),
            ] {
                let answer = try await gateway.call(
                    "POST", scene.resetPath(id), token: scene.token, body: Array(body.utf8))
                #expect(answer.status == status, "\(body.prefix(40))")
                #expect(answer.errorCode == code, "\(body.prefix(40))")
            }
            let invalid = try await gateway.call(
                "POST", scene.resetPath(id), token: scene.token,
                body: Array(#"{"newPassword":""#.utf8) + [0xFF, 0x22, 0x7D])
            #expect(invalid.status == 400)
        }
    }

    @Test func otherMethodsThanThePassword() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let id = try await scene.person("ada@example.org")
            let path = "/v1.0/users/\(id)/authentication/methods/11111111-6103-485e-b985-444c60001490/resetPassword"
            #expect(try await gateway.post(path, ["newPassword": "x"], token: scene.token).status == 404)
        }
    }

    @Test(arguments: [
        (#"ordinary"#, "ordinary"), (#"\ud55c\uae00 비밀번호"#, "한글 비밀번호"), ("한글 비밀번호 🔑👩‍👩‍👧‍👦", "한글 비밀번호 🔑👩‍👩‍👧‍👦"),
        (#"\ud83d\udd11"#, "🔑"), (#"a\"b\\c\/d\b\f\n\r\t"#, "a\"b\\c/d\u{8}\u{c}\n\r\t"), ("e\u{301}", "e\u{301}"),
        (String(repeating: "p", count: 300), String(repeating: "p", count: 300)),
        (String(repeating: "q", count: 1024), String(repeating: "q", count: 1024)),
        (" leading and trailing ", " leading and trailing "),
    ])
    func everyByteArrives(inJSON: String, password: String) async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let id = try await scene.person("ada@example.org")
            let agent = try await FakeAgent(scene)
            let answer = try await gateway.call(
                "POST", scene.resetPath(id), token: scene.token, body: Array(#"{"newPassword":"\#(inJSON)"}"#.utf8))
            #expect(answer.status == 202)
            let (_, bytes) = try await agent.open(try #require(try await agent.lease()))
            #expect(bytes == Array(password.utf8))
        }
    }

    @Test func everyRefusalHasAStatusAndIsGraphsForm() {
        for code in Refusal.Code.allCases {
            let error = GraphError(Refusal(code: code, message: "because"))
            #expect((400..<500).contains(error.status.code))
            #expect(error.code == code.rawValue)
        }
    }
}
