import Foundation
import Support
import Testing
import Writeback

@testable import Agent

@Suite struct KeyTests {
    private func folder() throws -> (StateFolder, TemporaryFolder) {
        let temporary = try TemporaryFolder("state")
        let folder = StateFolder(path: temporary.file("state"))
        try folder.prepare()
        return (folder, temporary)
    }

    @Test func keysAreMadeOnceAndReadBack() throws {
        let (folder, temporary) = try folder()
        defer { temporary.remove() }
        let key = try KeyFolder(folder).makeIdentityKey()
        #expect(try KeyFolder(folder).makeIdentityKey().rawRepresentation == key.rawRepresentation)
        let first = try KeyFolder(folder).makeSealingKeys(at: Samples.now).map(\.published)
        #expect(Set(first.map(\.suite)) == Set(SealingSuite.allCases))
        #expect(try KeyFolder(folder).makeSealingKeys(at: Samples.now).map(\.published) == first)
    }

    @Test func anOpenFolderIsRefused() throws {
        let (folder, temporary) = try folder()
        defer { temporary.remove() }
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
        let failure = #expect(throws: StateFolder.Failure.self) { try folder.prepare() }
        #expect(failure?.description.contains("chmod 700") == true)
    }

    @Test func oneAgentForEachFolder() throws {
        let (folder, temporary) = try folder()
        defer { temporary.remove() }
        let lock = try InstanceLock(folder)
        let failure = #expect(throws: StateFolder.Failure.self) { try InstanceLock(folder) }
        #expect(failure?.description.contains("another writebackd") == true)
        withExtendedLifetime(lock) {}
    }

    @Test func whoIsNotEnrolledIsToldWhatToDo() throws {
        let (folder, temporary) = try folder()
        defer { temporary.remove() }
        let failure = #expect(throws: AgentIdentity.Failure.self) { try AgentIdentity.load(folder) }
        #expect(failure?.description.contains("writebackd enrol") == true)
    }
}
