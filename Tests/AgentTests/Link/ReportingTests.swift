import Foundation
import Support
import Testing
import Writeback

@testable import Agent

@Suite struct ReportingTests {
    let temporary: TemporaryFolder
    let folder: StateFolder
    let journal: Journal
    let samples: Samples

    init() throws {
        temporary = try TemporaryFolder("reports")
        folder = StateFolder(path: temporary.file("state"))
        try folder.prepare()
        journal = try Journal.open(
            path: temporary.file("journal.sqlite"), generationFile: folder.journalGeneration, at: Samples.now)
        samples = try Samples()
    }

    private func end(_ id: String) async throws {
        let (request, _) = try samples.request(id: id)
        _ = try await journal.delivered(request, digest: "d", at: Samples.now)
        let ending = Ending.notSent(.notFound)
        let report = StatusReport(
            iss: "agent-1", aud: "tenant-1", jti: "report of \(id)", iat: 1, requestID: id, outcome: .notFound,
            attempts: 0,
            verification: .notSent, passwordWritten: .no, mustChangeSet: .no, unlocked: .no, receivedAt: Samples.now,
            endedAt: Samples.now)
        try await journal.ended(id, ending, report: report, at: Samples.now)
    }

    private func reporter(_ gateway: FakeGateway, _ notes: LogNotes = LogNotes()) throws -> (
        StatusReporter, GatewayLink
    ) {
        let link = try gateway.link(samples, folder: folder)
        let reporter = StatusReporter(journal: journal, clock: .system, logger: notes.logger) {
            report throws(LinkFailure) in
            try await link.report(report)
        }
        return (reporter, link)
    }

    @Test func anAcceptedReportLeavesTheOutboxAndIsSigned() async throws {
        try await end("one")
        let gateway = try await FakeGateway.start { _ in .answer(201) }
        let (reporter, link) = try reporter(gateway)
        #expect(await reporter.flush())
        #expect(try await journal.backlog().unreported == 0)
        #expect(try await journal.row("one")?.state == "reported")
        let call = try #require(gateway.received.last)
        #expect(call.path == "/writeback-status/messages" && call.headers["content-type"] == ReportEvent.contentType)
        let event = try WireJSON.decode(ReportEvent.self, from: call.body)
        let opened = try await SignedEnvelope.open(
            event.data, as: StatusReport.self, typ: StatusReport.type,
            trusting: [PublicJWK(samples.identity.key.publicKey)])
        #expect(opened.requestID == "one" && opened.jti == "report of one" && event.id == opened.jti)
        await link.http.shutdown()
        await gateway.stop()
    }

    @Test(arguments: [400, 403, 404]) func aReportThatIsRefusedForGoodIsGivenUpAloud(_ status: Int) async throws {
        try await end("one")
        let notes = LogNotes()
        let gateway = try await FakeGateway.start { _ in .answer(status) }
        let (reporter, link) = try reporter(gateway, notes)
        #expect(await reporter.flush())
        #expect(try await journal.backlog().unreported == 0)
        #expect(notes.all.contains("the gateway will not accept a report"))
        await link.http.shutdown()
        await gateway.stop()
    }

    @Test(arguments: [401, 409, 500, 503]) func otherwiseItIsKept(_ status: Int) async throws {
        try await end("one")
        try await end("two")
        let gateway = try await FakeGateway.start { _ in .answer(status) }
        let (reporter, link) = try reporter(gateway)
        #expect(await !reporter.flush())
        #expect(try await journal.backlog().unreported == 2)
        await link.http.shutdown()
        await gateway.stop()
    }

    @Test func aHeartbeatThatIsLateIsNotPutOff() {
        func rest(at now: Duration) -> Duration { Heartbeat.rest(of: .seconds(15), since: .seconds(100), at: now) }
        #expect(rest(at: .milliseconds(100_500)) == .milliseconds(14_500))
        #expect(rest(at: .seconds(160)) == .zero, "the agent was frozen for a minute")
    }
}
