import Foundation
import Support
import Testing

/// What the quickstart says when it cannot go on.
@Suite struct QuickstartTests {
    private func failing(prepare: @Sendable @escaping (String) throws -> Void) async throws -> Launcher.Output {
        let folder = try Quickstart.folder() + "/failing.\(UUID().uuidString.prefix(8))"
        return try await Launcher.offPool {
            try FileManager.default.createDirectory(atPath: folder + "/run", withIntermediateDirectories: true)
            try prepare(folder)
            defer { _ = try? Quickstart.run(folder: folder, ["down"]) }
            return try Quickstart.run(folder: folder, [], accepting: [1])
        }
    }

    @Test func aTakenPortIsNamedWithItsOwner() async throws {
        let occupant = try FakeServer(.silent)
        let port = occupant.port
        let output = try await failing { folder in
            try Data("\(port)\n".utf8).write(to: URL(fileURLWithPath: folder + "/run/slapd.port"))
        }
        withExtendedLifetime(occupant) {}
        #expect(output.errors.contains("port \(port), kept for the slapd, is taken by"))
        #expect(output.errors.contains("pid=\(getpid())"))
        #expect(output.errors.contains("rm "))
    }

    @Test func aFailedStepShowsTheEndOfItsLog() async throws {
        let output = try await failing { folder in
            // Says that the database is there, which it is not.
            try FileManager.default.createDirectory(atPath: folder + "/slapd", withIntermediateDirectories: true)
            try Data().write(to: URL(fileURLWithPath: folder + "/slapd/ready"))
        }
        #expect(output.errors.contains("slapd ended by itself"))
        #expect(output.errors.contains("invalid config directory"))
        #expect(output.errors.contains("the whole log: "))
    }

    @Test func unknownWordsAreRefusedWithTheWayToHelp() async throws {
        let path = Quickstart.repository + "/Packaging/quickstart"
        let output = try await Launcher.offPool { try Launcher.run(path, ["upp"], accepting: [64]) }
        #expect(output.errors.contains("--help"))
    }
}
