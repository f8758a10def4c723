import Crypto
import Foundation
import Secrets
import Writeback

/// The two keys of the gateway: one signs access tokens, the other signs requests and is pinned by agents at enrolment.
///
/// They are never exchanged: who steals the one cannot do what the other allows.
package struct SigningKeys: Sendable {
    /// Signs access tokens.
    let accessToken: P256.Signing.PrivateKey
    /// Signs requests to agents.
    let request: P256.Signing.PrivateKey

    /// The public half of the key for access tokens; its `kid` is the thumbprint (RFC 7638).
    package var accessTokenJWK: PublicJWK { PublicJWK(accessToken.publicKey) }
    /// The public half of the key for requests.
    package var requestJWK: PublicJWK { PublicJWK(request.publicKey) }

    /// Why the keys cannot be used.
    package enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// Somebody besides the owner may enter the folder.
        case folderOpenToOthers(path: String)
        /// The file holds something else.
        case notAKey(path: String)

        /// One sentence with the remedy.
        package var description: String {
            switch self {
            case .folderOpenToOthers(let path): "others can enter the key folder \(path); run: chmod 700 \(path)"
            case .notAKey(let path): "\(path) holds no P-256 private key in PEM; restore it from a backup"
            }
        }
    }

    /// Reads the keys from `directory`; makes those that are not there yet.
    package init(directory: String) throws {
        try PrivateFolder.make(directory)
        var status = stat()
        guard stat(directory, &status) == 0, status.st_mode & 0o077 == 0 else {
            throw Failure.folderOpenToOthers(path: directory)
        }
        accessToken = try Self.key("\(directory)/access-token.pem")
        request = try Self.key("\(directory)/request-signing.pem")
    }

    private static func key(_ path: String) throws -> P256.Signing.PrivateKey {
        if !FileManager.default.fileExists(atPath: path) {
            try SecretFile(path: path).write(P256.Signing.PrivateKey().pemRepresentation.utf8)
        }
        let pem = try SecretFile(path: path).read().withBytes { String(decoding: $0, as: UTF8.self) }
        guard let key = try? P256.Signing.PrivateKey(pemRepresentation: pem) else { throw Failure.notAKey(path: path) }
        return key
    }
}
