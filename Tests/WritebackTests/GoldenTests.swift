import Foundation
import Secrets
import Testing
import Writeback

/// A change of a byte on the wire fails here first.
@Suite struct GoldenTests {
    @Test func requestClaims() throws {
        let sealed = SealedPassword(kid: "k", suite: .xWing, enc: "AAEC", ciphertext: "AwQF")
        try Golden.expect(try WireJSON.encode(Samples.request(sealed: [sealed.digest])), "request-claims.json")
    }

    @Test func requestMessage() throws {
        let sealed = SealedPassword(kid: "k", suite: .x25519, enc: "AAEC", ciphertext: "AwQF")
        try Golden.expect(
            try WireJSON.encode(RequestMessage(request: "a.b.c", sealed: sealed)), "request-message.json")
    }

    @Test func statusReport() throws { try Golden.expect(try WireJSON.encode(Samples.status), "status-claims.json") }

    @Test func healthReport() throws { try Golden.expect(try WireJSON.encode(Samples.health()), "health-claims.json") }

    @Test func reportEvent() throws {
        let event = ReportEvent(
            id: "r-1", agent: "agent-1", type: StatusReport.eventType, time: Samples.time, data: "a.b.c")
        try Golden.expect(try WireJSON.encode(event), "report-event.json")
    }

    @Test func lease() throws {
        try Golden.expect(
            try WireJSON.encode(LeaseRequest(keyIDs: ["one", "two"], instance: "i-1")), "lease-request.json")
        let declaration = Declaration(
            server: "ldaps://ldap.example.test", marker: "m", declaredAt: Samples.time, agentID: "agent-1")
        try Golden.expect(try WireJSON.encode(RenewRequest(declaration: declaration)), "renew-request.json")
        let properties = BrokerProperties(
            messageID: "c1a5", sessionID: "u-1", sequenceNumber: 7, lockToken: "7da9cfd5-40d5-4bb1-8d64-ec5a52e1c547",
            lockedUntil: Samples.time, lockSeconds: 30, deliveryCount: 1, enqueuedTime: Samples.time)
        try Golden.expect(try WireJSON.encode(properties), "broker-properties.json")
    }

    @Test func brokerPropertiesAreReadBackToTheSecond() throws {
        let properties = try WireJSON.decode(BrokerProperties.self, from: Golden.data("broker-properties.json"))
        #expect(properties.lockedUntil == Date(timeIntervalSince1970: 1_795_228_800))
        #expect(properties.sessionID == "u-1")
    }

    @Test func enrolment() throws {
        let key = try Samples.signingKey
        try Golden.expect(
            try WireJSON.encode(EnrolmentRequest(jwk: PublicJWK(key.publicKey), proof: "a.b.c")),
            "enrolment-request.json")
        let proof = EnrolmentProof(
            aud: Samples.tenant, iat: 1_795_228_800, directory: "home", secret: "c2VjcmV0", name: "ldap1",
            version: "0.1.0", directoryIdentity: "dc=example,dc=test",
            sealingKeys: [try Samples.sealingKey(.xWing).published])
        try Golden.expect(try WireJSON.encode(proof), "enrolment-proof.json")
        let answer = EnrolmentAnswer(
            agentID: "agent-1", clientID: "client-1", requestSigningKeys: .init(keys: [PublicJWK(key.publicKey)]),
            requestsQueue: QueueName.requests, statusQueue: QueueName.status)
        try Golden.expect(try WireJSON.encode(answer), "enrolment-answer.json")
        let code = EnrolmentCode(
            url: "https://gateway.example.test", tenant: Samples.tenant, directory: "home",
            secret: Password(copying: "AAECAwQFBgcICQoLDA0ODw".utf8), authoritySHA256: "YXV0aG9yaXR5",
            requestSigningKey: "dGh1bWI")
        try Golden.expect(Data(try code.text().utf8), "enrolment-code.txt")
    }

    @Test func scim() throws {
        let user = SCIMUser(
            externalID: Samples.anchor, userName: "hana@example.test", displayName: "하나",
            name: .init(formatted: "하나", familyName: "김", givenName: "하나"),
            emails: [.init(value: "hana@example.test", type: "work", primary: true)], active: true,
            onPremises: .init(
                immutableID: Samples.anchor, distinguishedName: "uid=hana,ou=people,dc=example,dc=test",
                domain: "example.test"))
        try Golden.expect(try WireJSON.encode(user), "scim-user.json")
        try Golden.expect(
            try WireJSON.encode(SCIMListResponse(totalResults: 1, startIndex: 1, resources: [user])), "scim-list.json")
        try Golden.expect(
            try WireJSON.encode(SCIMError(status: 409, scimType: "uniqueness", detail: "taken")), "scim-error.json")
        #expect(try WireJSON.decode(SCIMUser.self, from: Golden.data("scim-user.json")) == user)
    }

    @Test func blade() throws {
        let reason = BladeAnswer.Reason(
            ActiveCondition(
                .directoryUnreachable, since: Samples.time, arguments: ["server": "ldaps://x", "evidence": "refused"]),
            in: .en)
        let answer = BladeAnswer(
            decision: .hidden, banner: .cannotConnect, since: Samples.time, lastProven: nil, reasons: [reason],
            warnings: [], directories: [.init(id: "home", decision: .hidden)],
            agents: [
                .init(
                    id: "agent-1", name: "ldap1", directory: "home", version: "0.1.0", state: .failing,
                    lastSeen: Samples.time, conditions: [reason])
            ])
        try Golden.expect(try WireJSON.encode(answer), "blade.json")
        #expect(try WireJSON.decode(BladeAnswer.self, from: Golden.data("blade.json")) == answer)
    }

    @Test func everyCodeIsOnTheList() throws {
        try Golden.expect(Data(Outcome.allCases.map(\.rawValue).joined(separator: "\n").utf8), "outcomes.txt")
        let conditions = Condition.allCases.map {
            "\($0.rawValue) \($0.family.rawValue) \($0.severity.rawValue) \($0.patienceSeconds)"
        }
        try Golden.expect(Data(conditions.joined(separator: "\n").utf8), "conditions.txt")
        try Golden.expect(
            Data(BladeAnswer.Banner.allCases.map(\.rawValue).joined(separator: "\n").utf8), "banners.txt")
    }
}
