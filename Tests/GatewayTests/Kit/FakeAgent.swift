import Crypto
import Foundation
import Secrets
import Testing
import Writeback

@testable import Gateway

/// What an agent says to the gateway, said by a test.
struct FakeAgent {
    let gateway: GatewayHarness
    let scene: Scene
    let identity: P256.Signing.PrivateKey
    let sealingKey: SealingKey
    let answer: EnrolmentAnswer
    let token: String
    let instance = UUID().uuidString

    /// A request, as it is posted.
    static func request(
        code text: String, identity: P256.Signing.PrivateKey, sealingKey: SealingKey,
        suffix: String = "dc=example,dc=org",
        at now: Date, secret: String? = nil
    ) async throws -> (EnrolmentCode, EnrolmentRequest) {
        let code = try EnrolmentCode(text)
        let proof = EnrolmentProof(
            aud: code.tenant, iat: Int(now.timeIntervalSince1970), directory: code.directory,
            secret: secret ?? code.secret.withBytes { String(decoding: $0, as: UTF8.self) }, name: "dir1",
            version: "0.1.0",
            directoryIdentity: suffix, sealingKeys: [sealingKey.published])
        return (
            code,
            EnrolmentRequest(
                jwk: PublicJWK(identity.publicKey),
                proof: try await SignedEnvelope.sign(proof, type: EnrolmentProof.type, key: identity))
        )
    }

    /// Enrols and fetches a token.
    init(_ scene: Scene, suffix: String = "dc=example,dc=org", directory: String? = nil) async throws {
        self.scene = scene
        gateway = scene.gateway
        identity = P256.Signing.PrivateKey()
        sealingKey = try SealingKey(generating: .xWing, at: gateway.time.now)
        let code = try await gateway.administration.enrolmentCode(
            tenant: scene.tenant, directory: directory ?? scene.directory)
        let (_, request) = try await Self.request(
            code: code.code, identity: identity, sealingKey: sealingKey, suffix: suffix, at: gateway.time.now)
        let response = try await gateway.post("/\(scene.tenant)/writeback/enrolments", request)
        try #require(response.status == 201, "\(response.json)")
        answer = try response.decode(EnrolmentAnswer.self)
        token = try await Self.token(gateway, tenant: scene.tenant, clientID: answer.clientID, key: identity)
    }

    static func token(_ gateway: GatewayHarness, tenant: String, clientID: String, key: P256.Signing.PrivateKey)
        async throws -> String
    {
        struct Claims: Codable, Sendable {
            var iss: String
            var sub: String
            var aud: String
            var exp: Int
            var jti: String
        }
        let assertion = try await SignedEnvelope.sign(
            Claims(
                iss: clientID, sub: clientID, aud: "\(gateway.base)/\(tenant)/oauth2/v2.0/token",
                exp: Int(gateway.time.now.timeIntervalSince1970) + 300, jti: UUID().uuidString), type: "JWT", key: key)
        let form =
            "grant_type=client_credentials&client_id=\(clientID)&client_assertion=\(assertion)"
            + "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
        let answer = try await gateway.call("POST", "/\(tenant)/oauth2/v2.0/token", body: Array(form.utf8))
        return try #require(answer.json["access_token"] as? String, "\(answer.json)")
    }

    /// A leased message.
    struct Lease {
        var location: String
        var properties: BrokerProperties
        var message: RequestMessage
        var declarations: [Declaration]
    }

    func poll(timeout: Int = 0, keyIDs: [String]? = nil) async throws -> GatewayHarness.Answer {
        try await gateway.post(
            "/writeback-requests/messages/head?timeout=\(timeout)",
            LeaseRequest(keyIDs: keyIDs ?? [sealingKey.published.kid], instance: instance), token: token)
    }

    func lease(timeout: Int = 0) async throws -> Lease? {
        let answer = try await poll(timeout: timeout)
        guard answer.status == 201 else { return nil }
        let declarations = try answer.headers["writeback-declarations"].map {
            try WireJSON.decode([Declaration].self, from: try #require(Base64URL.decode($0)))
        }
        return Lease(
            location: try #require(answer.headers["location"]),
            properties: try WireJSON.decode(
                BrokerProperties.self, from: Data(try #require(answer.headers["brokerproperties"]).utf8)),
            message: try answer.decode(RequestMessage.self), declarations: declarations ?? [])
    }

    func open(_ lease: Lease) async throws -> (WritebackRequest, [UInt8]) {
        let request = try await SignedEnvelope.open(
            lease.message.request, as: WritebackRequest.self, typ: WritebackRequest.type,
            trusting: answer.requestSigningKeys.keys)
        let sealed = try #require(lease.message.sealed)
        try #require(request.sealed.contains(sealed.digest))
        let plaintext = try sealingKey.open(
            sealed, context: SealingContext(of: request, suite: sealed.suite, keyID: sealed.kid))
        return (request, plaintext.new.withBytes { Array($0) })
    }

    func declare(_ lease: Lease, marker: String = "m1") async throws -> GatewayHarness.Answer {
        try await gateway.post(
            lease.location,
            RenewRequest(
                declaration: Declaration(server: "ldaps://d1", marker: marker, declaredAt: gateway.time.now)),
            token: token)
    }

    func report(
        _ id: String, _ outcome: Outcome, diagnostic: String? = nil, jti: String = UUID().uuidString,
        key: P256.Signing.PrivateKey? = nil
    ) async throws -> GatewayHarness.Answer {
        let now = gateway.time.now
        let report = StatusReport(
            iss: answer.agentID, aud: scene.tenant, jti: jti, iat: Int(now.timeIntervalSince1970), requestID: id,
            outcome: outcome, diagnostic: diagnostic, attempts: 1, verification: .answer, passwordWritten: .yes,
            mustChangeSet: .no, unlocked: .no, receivedAt: now, endedAt: now)
        return try await send(report, typ: StatusReport.type, event: StatusReport.eventType, key: key)
    }

    func health(
        number: Int = 1, conditions: [ActiveCondition] = [], keys: [PublishedSealingKey]? = nil,
        version: String = "0.1.0"
    ) async throws -> GatewayHarness.Answer {
        let report = HealthReport(
            iss: answer.agentID, aud: scene.tenant, jti: UUID().uuidString,
            iat: Int(gateway.time.now.timeIntervalSince1970), instance: instance, number: number, journalGeneration: 1,
            version: version, conditions: conditions, servers: [],
            capabilities: .init(kind: "openldap", operations: [.reset], forceChange: true, assertion: false),
            policy: nil,
            sealingKeys: keys ?? [sealingKey.published], backlog: .init(inHand: 0, unreported: 0), lastProvenWrite: nil,
            lastSync: nil)
        return try await send(report, typ: HealthReport.type, event: HealthReport.eventType, key: nil)
    }

    private func send(
        _ report: some Codable & Sendable, typ: String, event: String, key: P256.Signing.PrivateKey?
    ) async throws -> GatewayHarness.Answer {
        let data = try await SignedEnvelope.sign(report, type: typ, key: key ?? identity)
        return try await gateway.post(
            "/writeback-status/messages",
            ReportEvent(id: UUID().uuidString, agent: answer.agentID, type: event, time: gateway.time.now, data: data),
            token: token)
    }
}
