import Foundation
import Secrets

/// The folder in which the agent keeps what must outlive it. Nobody else may look into it.
struct StateFolder: Sendable {
    let path: String

    var identity: SecretFile { SecretFile(path: "\(path)/identity.json") }
    var identityKey: SecretFile { SecretFile(path: "\(path)/identity.key") }
    var issuerKeys: SecretFile { SecretFile(path: "\(path)/issuer.jwks") }
    var keysFolder: String { "\(path)/keys" }
    var governor: SecretFile { SecretFile(path: "\(path)/governor.json") }
    var journalGeneration: String { "\(path)/journal-generation" }
    var lock: String { "\(path)/lock" }

    /// Why the folder cannot be used; one sentence with the remedy.
    struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        let description: String
    }

    /// Makes what is missing, with mode 0700, and refuses a folder that others may enter.
    func prepare() throws(Failure) {
        for folder in [path, keysFolder] {
            if mkdir(folder, 0o700) != 0, errno == ENOENT {
                let parent = URL(fileURLWithPath: folder).deletingLastPathComponent()
                try? FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
                mkdir(folder, 0o700)
            }
            try Self.check(folder)
        }
    }

    private static func check(_ folder: String) throws(Failure) {
        var status = stat()
        guard stat(folder, &status) == 0 else {
            throw Failure(description: "cannot use the folder \(folder): \(String(cString: strerror(errno)))")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw Failure(description: "\(folder) is not a folder") }
        guard status.st_uid == geteuid() else {
            throw Failure(
                description:
                    "the folder \(folder) belongs to user id \(status.st_uid); it must belong to who runs writebackd")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw Failure(
                description: "the folder \(folder) has mode \(String(status.st_mode & 0o777, radix: 8)), "
                    + "so others can look into it; run: chmod 700 \(folder)")
        }
    }
}
