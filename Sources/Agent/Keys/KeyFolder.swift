import Crypto
import Foundation
import Secrets
import Writeback

/// The agent's private keys on disk. They are made here and never leave this machine.
struct KeyFolder: Sendable {
    private let folder: StateFolder

    init(_ folder: StateFolder) { self.folder = folder }

    private struct StoredSealingKey: Codable {
        var suite: SealingSuite
        var created: Date
        var secret: String
    }

    /// The identity key; `nil` if there is none yet.
    func identityKey() throws(AgentIdentity.Failure) -> P256.Signing.PrivateKey? {
        let file = folder.identityKey
        guard access(file.path, F_OK) == 0 else { return nil }
        do {
            let secret = try file.read()
            let raw = secret.withBytes { Base64URL.decode(String(decoding: $0, as: UTF8.self)) } ?? Data()
            return try P256.Signing.PrivateKey(rawRepresentation: raw)
        } catch {
            throw .damaged(path: file.path, reason: (error as? SecretFile.Failure)?.description ?? "it holds no key")
        }
    }

    /// The sealing keys, the oldest first.
    func sealingKeys() throws(AgentIdentity.Failure) -> [SealingKey] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.keysFolder)) ?? []
        var keys: [SealingKey] = []
        for name in names.sorted() where name.hasSuffix(".key") {
            let file = SecretFile(path: "\(folder.keysFolder)/\(name)")
            let stored: StoredSealingKey = try AgentIdentity.json(file)
            guard let raw = Base64URL.decode(stored.secret),
                let key = try? SealingKey(suite: stored.suite, secret: Password(copying: raw), created: stored.created)
            else { throw .damaged(path: file.path, reason: "it holds no key") }
            keys.append(key)
        }
        return keys.sorted { ($0.published.created, $0.published.kid) < ($1.published.created, $1.published.kid) }
    }

    /// The identity key, made now if there is none: a second try after a crash half-way uses the same.
    func makeIdentityKey() throws -> P256.Signing.PrivateKey {
        if let key = try identityKey() { return key }
        let key = P256.Signing.PrivateKey()
        try folder.identityKey.write(Base64URL.encode(key.rawRepresentation).utf8)
        return key
    }

    /// One sealing key for each suite, made now where there is none.
    func makeSealingKeys(at now: Date) throws -> [SealingKey] {
        var keys = try sealingKeys()
        for suite in SealingSuite.allCases where !keys.contains(where: { $0.published.suite == suite }) {
            let key = try SealingKey(generating: suite, at: now)
            let secret = key.secret.withBytes { Base64URL.encode($0) }
            let stored = StoredSealingKey(suite: suite, created: now, secret: secret)
            // Written, then read back: its time has been rounded as it will be after a restart.
            try SecretFile(path: "\(folder.keysFolder)/sealing-\(key.published.kid).key").write(
                try WireJSON.encode(stored))
            keys = try sealingKeys()
        }
        return keys
    }

    /// Sets aside what an earlier enrolment left, under a name that says when. Nothing is deleted.
    func setAside(at now: Date) throws {
        let stamp = Timestamp.text(now).replacing(":", with: "")
        let old = "\(folder.path)/before-\(stamp)"
        try FileManager.default.createDirectory(
            atPath: old, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for file in [folder.identity.path, folder.identityKey.path, folder.issuerKeys.path, folder.keysFolder]
        where access(file, F_OK) == 0 {
            try FileManager.default.moveItem(
                atPath: file, toPath: "\(old)/\(URL(fileURLWithPath: file).lastPathComponent)")
        }
        try folder.prepare()
    }
}
