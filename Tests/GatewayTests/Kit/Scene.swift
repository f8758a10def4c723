import Foundation
import Secrets
import Testing
import Writeback

@testable import Gateway

/// A tenant with writeback on, an application with all ordinary roles, and a synced person: where most tests begin.
struct Scene {
    let gateway: GatewayHarness
    let tenant: String
    let directory: String
    let appID: String
    let secret: String
    let token: String

    static let method = "28c10230-6103-485e-b985-444c60001490"

    init(_ gateway: GatewayHarness, roles: [String]? = nil, writeback: Bool = true) async throws {
        self.gateway = gateway
        let created = try await gateway.administration.createTenant(
            displayName: "Contoso", writeback: writeback, id: nil)
        tenant = created.id
        directory = try #require(created.directories.first?.id)
        let application = try await gateway.administration.createApplication(
            tenant: tenant, displayName: "portal",
            roles: roles ?? [
                ApplicationRole.reset.rawValue, ApplicationRole.readUsers.rawValue, ApplicationRole.readBlade.rawValue,
            ], credential: .secret)
        appID = application.application.appId
        secret = try #require(application.password)
        token = try await Self.token(gateway, tenant: tenant, appID: appID, secret: secret)
    }

    static func token(_ gateway: GatewayHarness, tenant: String, appID: String, secret: String) async throws -> String {
        let form = "client_id=\(appID)&client_secret=\(secret)&grant_type=client_credentials"
        let answer = try await gateway.call(
            "POST", "/\(tenant)/oauth2/v2.0/token", body: Array(form.utf8),
            headers: ["Content-Type": "application/x-www-form-urlencoded"])
        return try #require(answer.json["access_token"] as? String)
    }

    /// Makes a person; returns the id.
    @discardableResult
    func person(_ upn: String, anchor: String? = "anchor", directory: String? = nil, roles: [String] = []) async throws
        -> String
    {
        let result = try await gateway.administration.createPerson(
            .init(
                upn: upn, displayName: "A Person", mail: nil, givenName: nil, surname: nil, immutableID: anchor,
                directory: anchor == nil ? nil : directory ?? self.directory, roles: roles), tenant: tenant)
        let data = try WireJSON.encode(result)
        let json = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        return try #require(json?["id"] as? String)
    }

    func resetPath(_ user: String) -> String {
        "/v1.0/users/\(user)/authentication/methods/\(Self.method)/resetPassword"
    }

    func reset(_ user: String, _ password: String) async throws -> GatewayHarness.Answer {
        try await gateway.post(resetPath(user), ["newPassword": password], token: token)
    }

    /// Resets, and returns the request's id.
    func accepted(_ user: String, _ password: String = "correct horse") async throws -> String {
        let answer = try await reset(user, password)
        try #require(answer.status == 202, "\(answer.json)")
        return try #require(answer.headers["location"]?.split(separator: "/").last.map(String.init))
    }

    func operation(_ user: String, _ id: String) async throws -> [String: Any] {
        try await gateway.call("GET", "/v1.0/users/\(user)/authentication/operations/\(id)", token: token).json
    }

    func blade() async throws -> BladeAnswer {
        try await gateway.call("GET", "/v1.0/writeback/blade", token: token).decode(BladeAnswer.self)
    }
}
