import Crypto
import Foundation
import Secrets
import Writeback

/// Fixed values, from which the golden files are made.
enum Samples {
    static let time = Date(timeIntervalSince1970: 1_795_228_800.25)
    static let tenant = "0f8b3d5e-5d0a-4d0c-9c1e-6b2f7a9d1c34"
    static let anchor = "7f3b1c62-2f0a-1040-8a5e-b3a1f4c8d9e0"

    /// A key that signs nothing but samples.
    static var signingKey: P256.Signing.PrivateKey {
        get throws { try P256.Signing.PrivateKey(rawRepresentation: Data(repeating: 7, count: 32)) }
    }

    static func sealingKey(_ suite: SealingSuite) throws -> SealingKey {
        let secret = Password(copying: [UInt8](repeating: suite == .xWing ? 0x11 : 0x22, count: 32))
        return try SealingKey(suite: suite, secret: secret, created: time)
    }

    static func request(sealed: [SealedDigest] = []) -> WritebackRequest {
        WritebackRequest(
            iss: "https://gateway.example.test", aud: tenant, directory: "home",
            jti: "c1a5f0de-0b1e-4a9e-9a57-0d3f6f7c2b11",
            iat: 1_795_228_800, exp: 1_795_229_400, sub: anchor, upn: "hana@example.test", operation: .reset,
            origin: .graph,
            initiator: .init(id: "5d2c", name: "Help desk", role: "UserAuthenticationMethod.ReadWrite.All"),
            sequence: 1_795_228_800_250, forceChangePasswordNextSignIn: false, unlock: true, sealed: sealed)
    }

    static let status = StatusReport(
        iss: "agent-1", aud: tenant, jti: "r-1", iat: 1_795_228_805, requestID: "c1a5f0de-0b1e-4a9e-9a57-0d3f6f7c2b11",
        outcome: .tooShort, ldapResultCode: 19, directoryCode: "6",
        diagnostic: "Password fails quality checking policy", server: "ldaps://ldap.example.test", attempts: 1,
        verification: .answer, passwordWritten: .no, mustChangeSet: .no, unlocked: .unknown, receivedAt: time,
        endedAt: time.addingTimeInterval(1))

    static func health() throws -> HealthReport {
        HealthReport(
            iss: "agent-1", aud: tenant, jti: "h-1", iat: 1_795_228_805, instance: "i-1", number: 3,
            journalGeneration: 1, version: "0.1.0",
            conditions: [
                ActiveCondition(
                    .directoryUnreachable, since: time,
                    arguments: ["server": "ldaps://ldap.example.test", "evidence": "connection refused"])
            ],
            servers: [.init(url: "ldaps://ldap.example.test", state: .failing, probedAt: time, milliseconds: 12)],
            capabilities: .init(
                kind: "openldap", operations: [.reset, .change, .unlock], forceChange: true, assertion: false),
            policy: .init(
                minimumLength: 10, lengthCountsBytes: true, historyCount: 3, minimumAgeSeconds: 0, lockoutThreshold: 3,
                source: "cn=default,ou=policies,dc=example,dc=test"),
            sealingKeys: [try sealingKey(.x25519).published], backlog: .init(inHand: 1, unreported: 2),
            lastProvenWrite: time, lastSync: .init(at: time, people: 10, sent: 2, failed: 0))
    }
}
