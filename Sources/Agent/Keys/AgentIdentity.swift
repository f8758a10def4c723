import Crypto
import Foundation
import Secrets
import Writeback

/// Who this agent is, as enrolment settled it.
struct AgentIdentity: Sendable {
    let record: Record
    let key: P256.Signing.PrivateKey
    /// The keys that sign requests, pinned at enrolment.
    let issuerKeys: [PublicJWK]
    let sealingKeys: [SealingKey]

    /// What `identity.json` holds. Nothing in it is secret, yet nobody else needs it.
    struct Record: Codable, Hashable, Sendable {
        var agentID: String
        var clientID: String
        var tenant: String
        var directory: String
        var gateway: String
        var requestsQueue: String
        var statusQueue: String
        /// The suffix of the directory that was enrolled, in lower case.
        var directoryIdentity: String
        var enrolledAt: Date
    }

    /// Why there is no identity to work with; one sentence with the remedy.
    enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
        case notEnrolled(String)
        case damaged(path: String, reason: String)

        var description: String {
            switch self {
            case .notEnrolled(let path):
                "this agent is not enrolled (\(path) is missing); run: writebackd enrol --config FILE"
            case .damaged(let path, let reason):
                "\(path) cannot be used: \(reason); restore it from a backup, or enrol again with: writebackd enrol --again"
            }
        }
    }

    /// Reads everything back.
    ///
    /// - Throws: `Failure`.
    static func load(_ folder: StateFolder) throws(Failure) -> AgentIdentity {
        guard access(folder.identity.path, F_OK) == 0 else { throw .notEnrolled(folder.identity.path) }
        let record: Record = try json(folder.identity)
        let issuers: PublicJWKSet = try json(folder.issuerKeys)
        guard let key = try KeyFolder(folder).identityKey() else {
            throw .damaged(path: folder.identityKey.path, reason: "it is missing")
        }
        let sealing = try KeyFolder(folder).sealingKeys()
        guard !sealing.isEmpty else { throw .damaged(path: folder.keysFolder, reason: "it holds no sealing key") }
        return AgentIdentity(record: record, key: key, issuerKeys: issuers.keys, sealingKeys: sealing)
    }

    /// The fingerprint that `enrol` prints and the gateway lists: SHA-256 over the key, as its RFC 7638 thumbprint.
    var fingerprint: String { Self.fingerprint(key.publicKey) }

    static func fingerprint(_ key: P256.Signing.PublicKey) -> String { PublicJWK(key).thumbprint }

    /// The key that a message was sealed to.
    func sealingKey(_ kid: String) -> SealingKey? { sealingKeys.first { $0.published.kid == kid } }

    static func json<Value: Decodable>(_ file: SecretFile) throws(Failure) -> Value {
        do {
            let content = try file.read().withBytes { Data($0) }
            return try WireJSON.decode(Value.self, from: content)
        } catch let failure as SecretFile.Failure {
            throw .damaged(path: file.path, reason: failure.description)
        } catch {
            throw .damaged(path: file.path, reason: "it is not what was written there")
        }
    }
}
