import Crypto
import Daemon
import Foundation
import LDAP
import Logging
import Secrets
import Support
import Synchronization
import Writeback

@testable import Agent

/// Identities, requests and messages that fit together.
struct Samples: Sendable {
    let issuer = P256.Signing.PrivateKey()
    let identity: AgentIdentity
    static let now = Date(timeIntervalSince1970: 1_790_000_000)

    init(gateway: String = "http://127.0.0.1:1") throws {
        let key = P256.Signing.PrivateKey()
        identity = AgentIdentity(
            record: .init(
                agentID: "agent-1", clientID: "client-1", tenant: "tenant-1", directory: "directory-1",
                gateway: gateway,
                requestsQueue: QueueName.requests, statusQueue: QueueName.status,
                directoryIdentity: "dc=example,dc=test",
                enrolledAt: Self.now),
            key: key, issuerKeys: [PublicJWK(issuer.publicKey)],
            sealingKeys: [try SealingKey(generating: .xWing, at: Self.now)])
    }

    var intake: Intake {
        Intake(
            tenant: "tenant-1", directory: "directory-1", keyIDs: Set(identity.sealingKeys.map(\.published.kid)),
            maxSkew: .seconds(120))
    }

    /// A request and the password sealed for it.
    func request(
        _ password: String? = "N3w-Passw0rd!", id: String = UUID().uuidString, anchor: String = "anchor-1",
        operation: WritebackRequest.Operation = .reset, issued: Date = now, seconds: Int = 600,
        to key: PublishedSealingKey? = nil, change: (inout WritebackRequest) -> Void = { _ in }
    ) throws -> (request: WritebackRequest, sealed: SealedPassword?) {
        var request = WritebackRequest(
            iss: "https://gateway", aud: "tenant-1", directory: "directory-1", jti: id,
            iat: Int(issued.timeIntervalSince1970), exp: Int(issued.timeIntervalSince1970) + seconds, sub: anchor,
            upn: "user@example.test", operation: operation, origin: .graph,
            initiator: .init(id: "app", name: "App", role: "UserAuthenticationMethod.ReadWrite.All"), sequence: 1,
            forceChangePasswordNextSignIn: false, unlock: false, sealed: [])
        change(&request)
        guard let password else { return (request, nil) }
        let recipient = key ?? identity.sealingKeys[0].published
        let sealed = try recipient.seal(
            SealedPlaintext(new: Password(copying: Array(password.utf8))),
            context: SealingContext(of: request, suite: recipient.suite, keyID: recipient.kid))
        request.sealed = [sealed.digest]
        return (request, sealed)
    }

    func message(_ pair: (request: WritebackRequest, sealed: SealedPassword?)) async throws -> RequestMessage {
        RequestMessage(
            request: try await SignedEnvelope.sign(pair.request, type: WritebackRequest.type, key: issuer),
            sealed: pair.sealed)
    }

    func delivery(
        _ message: RequestMessage, declarations: [Declaration] = [],
        lease: HeldLease = HeldLease(askedAt: .seconds(1000), seconds: 60),
        count: Int = 1
    ) -> Delivery {
        Delivery(
            message: message,
            properties: BrokerProperties(
                messageID: "m", sessionID: "s", sequenceNumber: 1, lockToken: "t", lockedUntil: Self.now,
                lockSeconds: 60,
                deliveryCount: count, enqueuedTime: Self.now),
            lock: "http://127.0.0.1:1/writeback-requests/messages/1/t", declarations: declarations, lease: lease)
    }
}

/// A logger whose lines can be read.
final class LogNotes: Sendable {
    private let text = Mutex("")

    var all: String { text.withLock { $0 } }

    var logger: Logger {
        return Logger(label: "test") { label in
            LogLines(label: label, format: .text, level: .trace) { line in self.text.withLock { $0 += line } }
        }
    }
}
