import Foundation
import Secrets
import Testing

@Suite struct SecretFileTests {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "/secret-file-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func file(_ content: String, mode: Int) throws -> SecretFile {
        let path = folder + "/\(UUID().uuidString)"
        try Data(content.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return SecretFile(path: path)
    }

    @Test(arguments: [("secret\n", "secret"), ("secret", "secret"), ("secret\r\n", "secret"), (" two \n\n", " two \n")])
    func oneLineEndIsNotPartOfTheSecret(content: String, expected: String) throws {
        let secret = try file(content, mode: 0o600).read()
        #expect(secret.withBytes { Array($0) } == Array(expected.utf8))
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o644])
    func aFileThatOthersCanReadIsRefused(mode: Int) throws {
        let file = try file("secret", mode: mode)
        #expect(throws: SecretFile.Failure.openToOthers(path: file.path, mode: UInt32(mode))) { try file.read() }
        #expect(throws: SecretFile.Failure.openToOthers(path: file.path, mode: UInt32(mode))) { try file.check() }
    }

    @Test func theRemedyIsNamed() throws {
        let file = try file("secret", mode: 0o644)
        let failure = #expect(throws: SecretFile.Failure.self) { try file.read() }
        #expect(failure?.description.contains("chmod 600 \(file.path)") == true)
    }

    @Test func missingEmptyFolderAndHugeAreToldApart() throws {
        #expect(throws: SecretFile.Failure.self) { try SecretFile(path: folder + "/none").read() }
        let empty = try file("\n", mode: 0o600)
        #expect(throws: SecretFile.Failure.empty(path: empty.path)) { try empty.read() }
        #expect(throws: SecretFile.Failure.notAFile(path: folder)) { try SecretFile(path: folder).read() }
        let huge = try file(String(repeating: "x", count: 65537), mode: 0o600)
        #expect(throws: SecretFile.Failure.tooLong(path: huge.path)) { try huge.read() }
    }

    @Test func whatIsWrittenCanBeReadAndHasModeSixHundred() throws {
        let file = SecretFile(path: folder + "/written")
        try file.write(Array("one".utf8))
        try file.write(Array("two".utf8))
        #expect(try file.read().withBytes { Array($0) } == Array("two".utf8))
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".new") }.isEmpty)
    }

    @Test func aFolderThatIsMissingIsNamed() {
        let failure = #expect(throws: SecretFile.WriteFailure.self) {
            try SecretFile(path: folder + "/none/file").write([1])
        }
        #expect(failure?.path == folder + "/none/file")
    }
}
