import Foundation
import Testing
import Writeback

@testable import Gateway

/// What the commands do beside a running server, and the members that programs rely on.
@Suite struct AdministrationTests {
    private func members(_ value: some Encodable) throws -> Set<String> {
        let json = try JSONSerialization.jsonObject(with: try WireJSON.encode(value)) as? [String: Any]
        return Set(try #require(json).keys)
    }

    @Test func membersOfTheResults() async throws {
        try await GatewayHarness.run { gateway in
            let administration = gateway.administration
            let tenant = try await administration.createTenant(displayName: "T", writeback: false, id: nil)
            #expect(try members(tenant) == ["id", "displayName", "writeback", "directories", "createdDateTime"])
            let application = try await administration.createApplication(
                tenant: nil, displayName: "a", roles: ["User.Read.All"], credential: .secret)
            #expect(
                try members(application) == [
                    "appId", "objectId", "displayName", "tenant", "roles", "createdDateTime", "keyId", "password",
                ])
            let appID = application.application.appId
            let credential = try await administration.addCredential(
                app: appID, displayName: nil, years: 1, credential: .secret)
            let listed = ["appId", "tenant", "keyId", "type", "displayName", "hint", "startDateTime", "endDateTime"]
            #expect(try members(credential) == Set(listed + ["password"]))
            let credentials = try await administration.credentials(app: appID)
            #expect(credentials.count == 2)
            #expect(try members(try #require(credentials.first)) == Set(listed))
            let code = try await administration.enrolmentCode(tenant: nil, directory: nil)
            #expect(try members(code) == ["code", "tenant", "directory", "url", "expiresDateTime"])
            let person = try await administration.createPerson(
                .init(
                    upn: "ada@example.org", displayName: "Ada", mail: nil, givenName: nil, surname: nil,
                    immutableID: "x", directory: nil, roles: []), tenant: nil)
            #expect(try members(person) == GraphUser.properties.union(["directory", "roles"]))
            #expect(try await administration.people(tenant: nil).count == 1)
            _ = try await administration.person("ADA@example.org", tenant: nil)
        }
    }

    @Test func agentsAndTheirRevocation() async throws {
        try await GatewayHarness.run { gateway in
            let scene = try await Scene(gateway)
            let agent = try await FakeAgent(scene)
            var listed = try #require(try await gateway.administration.agents(tenant: nil).first)
            #expect(listed.id == agent.answer.agentID)
            #expect(listed.lastSeenDateTime == nil)
            _ = try await agent.health()
            listed = try #require(try await gateway.administration.agents(tenant: nil).first)
            #expect(listed.lastSeenDateTime == gateway.time.now)
            #expect(
                try members(listed) == [
                    "id", "name", "tenant", "directory", "clientId", "version", "keyThumbprint", "enrolledDateTime",
                    "lastSeenDateTime", "revokedDateTime",
                ])
            _ = try await gateway.administration.revokeAgent(listed.id)
            #expect(try await agent.health(number: 2).status == 401)
            #expect(try await scene.blade().reasons.map(\.code) == [.noAgentEnrolled])
        }
    }

    @Test func sentencesThatHelp() async throws {
        try await GatewayHarness.run { gateway in
            let administration = gateway.administration
            func sentence(_ body: () async throws -> Void) async -> String {
                do {
                    try await body()
                    return ""
                } catch {
                    return "\(error)"
                }
            }
            #expect(
                await sentence { _ = try await administration.people(tenant: nil) }
                    == "there is no tenant yet; make one: writeback-gateway tenant create --display-name NAME")
            _ = try await administration.createTenant(displayName: "A", writeback: true, id: nil)
            _ = try await administration.createTenant(displayName: "B", writeback: true, id: nil)
            #expect(
                await sentence { _ = try await administration.people(tenant: nil) }.contains("name one with --tenant"))
            let tenant = try await administration.tenants().first?.id
            for (role, part) in [("Nonsense", "there is no role Nonsense"), ("Writeback.Agent", "by enrolment only")] {
                let said = await sentence {
                    _ = try await administration.createApplication(
                        tenant: tenant, displayName: "x", roles: [role], credential: .secret)
                }
                #expect(said.contains(part))
            }
            #expect(
                await sentence { _ = try await administration.deleteCredential(app: "x", keyID: "y") }
                    .contains("there is no application x"))
            #expect(await sentence { _ = try await administration.revokeAgent("x") }.contains("there is no agent x"))
        }
    }
}
