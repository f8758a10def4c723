import Foundation
import GRDB
import Support
import Testing
import Writeback

@testable import Agent

@Suite struct JournalTests {
    let folder: TemporaryFolder
    let samples: Samples
    let now = Samples.now

    init() throws {
        folder = try TemporaryFolder("journal")
        samples = try Samples()
    }

    private func open() throws -> Journal {
        try Journal.open(path: folder.file("journal.sqlite"), generationFile: folder.file("generation"), at: now)
    }

    private func report(_ request: WritebackRequest, _ outcome: Outcome, id: String = "r1") -> StatusReport {
        StatusReport(
            iss: "agent-1", aud: "tenant-1", jti: id, iat: 1, requestID: request.jti, outcome: outcome, attempts: 1,
            verification: .answer, passwordWritten: .yes, mustChangeSet: .no, unlocked: .no, receivedAt: now,
            endedAt: now)
    }

    private func ending(_ outcome: Outcome) -> Ending {
        Ending(outcome: outcome, verification: .answer, passwordWritten: .yes)
    }

    @Test func itIsDurableAndClosedToOthers() throws {
        let journal = try open()
        let synchronous = try journal.pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
        #expect(synchronous == 2)
        let mode =
            try FileManager.default.attributesOfItem(atPath: folder.file("journal.sqlite"))[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func aRequestLivesAndItsReportIsSettledOnce() async throws {
        let journal = try open()
        let (request, _) = try samples.request()
        _ = try await journal.delivered(request, digest: "d", at: now)
        try await journal.declared(request.jti, server: "s", marker: "m", at: now)
        #expect(try await journal.row(request.jti)?.state == "writing")
        try await journal.ended(request.jti, ending(.written), report: report(request, .written), at: now)
        #expect(try await journal.backlog() == .init(inHand: 0, unreported: 1))
        try await journal.reportSettled("r1", at: now)
        #expect(try await journal.outbox(limit: 10).isEmpty)
        #expect(try await journal.row(request.jti)?.state == "reported")
        #expect(try await journal.lastProvenWrite() == now)
        // A redelivery: the same report, with the same id, is due again.
        let row = try await journal.delivered(request, digest: "d", at: now)
        #expect(row.outcome == .written && row.deliveries == 2)
        #expect(try await journal.outbox(limit: 10).map(\.report.jti) == ["r1"])
    }

    @Test func afterARestartWritingIsUnknownAndLeasedIsReturned() async throws {
        let (first, _) = try samples.request(id: "first")
        let (second, _) = try samples.request(id: "second")
        var generation = 0
        do {
            let journal = try open()
            generation = journal.generation
            _ = try await journal.delivered(first, digest: "d", at: now)
            _ = try await journal.delivered(second, digest: "d", at: now)
            try await journal.declared("second", server: "s", marker: "m", at: now)
            try journal.pool.close()
        }
        let journal = try open()
        #expect(journal.generation == generation)
        #expect(try await journal.row("first")?.state == "returned")
        let unknown = try #require(await journal.row("second"))
        #expect(unknown.state == "unknown" && unknown.server == "s" && unknown.marker == "m" && unknown.attempts == 1)
    }

    @Test func anUnsentWriteIsNotCountedUnlessAnEarlierOneMayHaveBeen() async throws {
        let journal = try open()
        let (request, _) = try samples.request()
        _ = try await journal.delivered(request, digest: "d", at: now)
        try await journal.declared(request.jti, server: "s", marker: "m", at: now)
        try await journal.notSent(request.jti, at: now)
        #expect(try await journal.row(request.jti)?.state == "leased")
        try await journal.declared(request.jti, server: "s", marker: "m", at: now)
        try await journal.answerLost(request.jti, at: now)
        try await journal.declared(request.jti, server: "s", marker: "m", at: now)
        try await journal.notSent(request.jti, at: now)
        let row = try #require(await journal.row(request.jti))
        #expect(row.state == "unknown" && row.attempts == 1)
    }

    @Test func aForbiddenStepChangesNothing() async throws {
        let journal = try open()
        let (request, _) = try samples.request()
        _ = try await journal.delivered(request, digest: "d", at: now)
        try await journal.ended(request.jti, ending(.tooShort), report: report(request, .tooShort), at: now)
        let before = try await journal.row(request.jti)
        await #expect(throws: JournalState.Forbidden.self) {
            try await journal.ended(request.jti, ending(.written), report: report(request, .written, id: "r2"), at: now)
        }
        #expect(try await journal.row(request.jti) == before)
        #expect(try await journal.outbox(limit: 10).map(\.report.jti) == ["r1"])
    }

    @Test func theEndingAndItsReportAreOneTransaction() async throws {
        let journal = try open()
        let (request, _) = try samples.request()
        let (other, _) = try samples.request()
        for one in [request, other] { _ = try await journal.delivered(one, digest: "d", at: now) }
        try await journal.ended(request.jti, ending(.tooShort), report: report(request, .tooShort), at: now)
        // The outbox refuses a second report of the same id: then there is no ending either.
        await #expect(throws: (any Error).self) {
            try await journal.ended(other.jti, ending(.written), report: report(other, .written), at: now)
        }
        #expect(try await journal.row(other.jti)?.state == "leased")
    }

    @Test func aNewJournalIsKnownToBeNew() throws {
        let first = try open().generation
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: folder.file("journal.sqlite\(suffix)"))
        }
        #expect(try open().generation == first + 1)
    }

    @Test func whatWasReportedLongAgoIsForgotten() async throws {
        let journal = try open()
        let (request, _) = try samples.request()
        let (kept, _) = try samples.request()
        for one in [request, kept] { _ = try await journal.delivered(one, digest: "d", at: now) }
        try await journal.ended(request.jti, ending(.written), report: report(request, .written), at: now)
        try await journal.reportSettled("r1", at: now)
        #expect(try await journal.prune(before: now.addingTimeInterval(-1)) == 0)
        #expect(try await journal.prune(before: now.addingTimeInterval(1)) == 1)
        #expect(try await journal.row(request.jti) == nil)
        #expect(try await journal.row(kept.jti) != nil)
    }

    @Test func aFolderThatIsNotThereIsNamed() {
        let failure = #expect(throws: Journal.Failure.self) {
            try Journal.open(path: "/nowhere/journal.sqlite", generationFile: "/nowhere/generation", at: now)
        }
        #expect(failure?.description.contains("/nowhere/journal.sqlite") == true)
    }
}
