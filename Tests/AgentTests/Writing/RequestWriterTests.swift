import Directory
import Foundation
import LDAP
import Support
import Testing
import Writeback

@testable import Agent

@Suite struct RequestWriterTests {
    let clock = ManualClock()
    let samples: Samples
    let folder: TemporaryFolder
    let journal: Journal
    let directory = FakeDirectory()
    let cloud: FakeCloud
    let notes = LogNotes()

    init() throws {
        samples = try Samples()
        folder = try TemporaryFolder("writer")
        journal = try Journal.open(
            path: folder.file("journal.sqlite"), generationFile: folder.file("generation"), at: clock.now)
        cloud = FakeCloud(clock.clock)
    }

    private var writer: RequestWriter {
        RequestWriter(
            journal: journal, cloud: cloud, directory: directory, identity: samples.identity,
            settings: .init(
                serviceAccount: (try? DistinguishedName(parsing: FakeDirectory.agent)) ?? .root,
                settleTime: .seconds(10),
                unlock: true, forceChange: true),
            clock: clock.clock, logger: notes.logger)
    }

    /// Delivers a request and works on it.
    private func work(
        _ pair: (request: WritebackRequest, sealed: SealedPassword?)? = nil, sent: [Declaration] = []
    ) async throws -> (result: RequestWriter.Result, id: String) {
        let pair = try pair ?? samples.request()
        let message = try await samples.message(pair)
        _ = try await journal.delivered(pair.request, digest: "d", at: clock.now)
        let delivery = samples.delivery(message, lease: HeldLease(askedAt: clock.sinceBoot, seconds: 60))
        return (try await writer.work(delivery, pair.request, maySent: sent), pair.request.jti)
    }

    private func outcome(_ result: RequestWriter.Result) -> Outcome? {
        if case .ended(let ending) = result { return ending.outcome }
        return nil
    }

    @Test func declaredInBothPlacesThenWritten() async throws {
        let (result, id) = try await work()
        #expect(outcome(result) == .written)
        #expect(directory.writes == ["N3w-Passw0rd!"])
        let row = try #require(await journal.row(id))
        let declared = cloud.declarations.withLock { $0 }
        let declaration = try #require(declared.first)
        #expect(row.state == "writing" && row.attempts == 1 && row.marker == declaration.marker)
    }

    @Test func withoutTheCloudsRecordNothingIsSent() async throws {
        cloud.failure.withLock { $0 = .unreachable("down") }
        let (result, id) = try await work()
        guard case .giveBack = result else {
            Issue.record("\(result)")
            return
        }
        #expect(directory.writes.isEmpty)
        #expect(try await journal.row(id)?.state == "leased")
        #expect(try await journal.row(id)?.attempts == 0)
    }

    @Test func aLostLeaseIsNoRightToWrite() async throws {
        cloud.failure.withLock { $0 = .refused(status: 404, code: "", message: "") }
        guard case .leaseLost = try await work().result else {
            Issue.record("not noticed")
            return
        }
        #expect(directory.writes.isEmpty)
    }

    @Test func theLeaseIsCheckedJustBeforeTheSend() async throws {
        // The renewal succeeds, and then the machine sleeps.
        cloud.onRenew.withLock { $0 = { [clock] in clock.advance(.seconds(55)) } }
        guard case .giveBack = try await work().result else {
            Issue.record("it was written")
            return
        }
        #expect(directory.writes.isEmpty)
    }

    @Test func theTimeIsCheckedJustBeforeTheSend() async throws {
        let pair = try samples.request(issued: clock.now, seconds: 20)
        cloud.onRenew.withLock { $0 = { [clock] in clock.advance(.seconds(21)) } }
        guard case .ended(let ending) = try await work(pair).result else {
            Issue.record("declared and certainly not sent: only the agent can say so")
            return
        }
        #expect(ending.outcome == .expired)
        #expect(ending.passwordWritten == .no)
        #expect(ending.verification == .notSent)
        #expect(directory.writes.isEmpty)
    }

    @Test func whatDoesNotOpenIsRejected() async throws {
        var pair = try samples.request()
        pair.request.sub = "another person"
        #expect(outcome(try await work(pair).result) == .rejected)
        #expect(directory.writes.isEmpty)
    }

    @Test(arguments: Refusal.allCases) func everyRefusalHasItsOutcome(_ refusal: Refusal) async throws {
        directory.state.withLock { $0.answers = [.refused(refusal)] }
        let ended = outcome(try await work().result)
        #expect(ended?.rawValue == (refusal == .misconfigured ? "directoryMisconfigured" : refusal.rawValue))
    }

    @Test func aDirectoryThatIsGoneMeansWaitingInTheCloud() async throws {
        directory.state.withLock { $0.isReachable = false }
        guard case .giveBack = try await work().result else {
            Issue.record("not given back")
            return
        }
        directory.state.withLock {
            $0.isReachable = true
            $0.answers = [.unavailable(.busy)]
        }
        guard case .giveBack = try await work().result else {
            Issue.record("not given back")
            return
        }
    }

    @Test func aLostAnswerOfAWriteThatHappenedIsSeen() async throws {
        directory.state.withLock { $0.answers = [.lost(happened: true)] }
        let (result, id) = try await work()
        guard case .ended(let ending) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(ending.outcome == .written && ending.verification == .marker)
        #expect(directory.writes.count == 1, "never twice")
        #expect(try await journal.row(id)?.state == "unknown")
    }

    @Test func aLostAnswerOfAWriteThatDidNotHappenIsRepeatedAfterTheSettleTime() async throws {
        directory.state.withLock { $0.answers = [.lost(happened: false), .written] }
        let before = clock.now
        let (result, _) = try await work()
        #expect(outcome(result) == .written)
        #expect(directory.writes.count == 1)
        #expect(clock.now.timeIntervalSince(before) >= 10, "not before the settle time")
        #expect(cloud.declared == 2)
    }

    @Test func aChangeBySomebodyElseAfterALostAnswerIsNotOurs() async throws {
        directory.state.withLock {
            $0.answers = [.lost(happened: false)]
            let looks = LookCounter()
            $0.onLookup = { marker in
                if looks.next() == 2 { FakeDirectory.change(&marker, by: "uid=user,dc=example,dc=test") }
            }
        }
        #expect(outcome(try await work().result) == .unconfirmed)
        #expect(directory.writes.isEmpty, "an old password is not put over a newer one")
    }

    @Test func inHistoryAsAnswerToARepeatIsEvidence() async throws {
        // The first write arrives late: after the look, before the second one.
        directory.state.withLock { $0.answers = [.lost(happened: false), .refused(.inHistory)] }
        let looks = LookCounter()
        directory.state.withLock {
            $0.onLookup = { marker in
                if looks.next() == 4 { FakeDirectory.change(&marker, by: FakeDirectory.agent) }
            }
        }
        #expect(outcome(try await work().result) == .written)
    }

    @Test func inHistoryStaysARefusalWhereNothingChanged() async throws {
        directory.state.withLock { $0.answers = [.lost(happened: false), .refused(.inHistory)] }
        #expect(outcome(try await work().result) == .inHistory)
    }

    @Test func anotherAgentsDeclarationIsLookedAtFirst() async throws {
        let before = directory.state.withLock(\.marker)
        let declared = Declaration(
            server: directory.serverName, marker: before.text, declaredAt: clock.now.addingTimeInterval(-60),
            agentID: "agent-2")
        directory.state.withLock { FakeDirectory.change(&$0.marker, by: FakeDirectory.agent) }
        #expect(outcome(try await work(sent: [declared]).result) == .written)
        #expect(directory.writes.isEmpty)
    }

    @Test func aDeclarationForAServerThatCannotBeAskedWaits() async throws {
        let declared = Declaration(
            server: "ldaps://other:636", marker: directory.state.withLock(\.marker).text, declaredAt: clock.now,
            agentID: nil)
        guard case .giveBack = try await work(sent: [declared]).result else {
            Issue.record("decided without looking")
            return
        }
        #expect(directory.writes.isEmpty)
    }

    @Test func anEntryThatChangesMeanwhileIsReadAgain() async throws {
        directory.state.withLock { $0.answers = [.unavailable(.changedMeanwhile), .written] }
        #expect(outcome(try await work().result) == .written)
        #expect(cloud.declared == 2)
    }

    @Test func protectedAndMissingOnesAreNotWritten() async throws {
        directory.state.withLock { $0.isProtected = true }
        #expect(outcome(try await work().result) == .accountProtected)
        directory.state.withLock { $0.lookups = [.notFound, .ambiguous([]), .outOfScope(.root)] }
        #expect(outcome(try await work().result) == .notFound)
        #expect(outcome(try await work().result) == .ambiguous)
        #expect(outcome(try await work().result) == .outOfScope)
        #expect(directory.writes.isEmpty)
    }
}

/// Counts calls.
final class LookCounter: @unchecked Sendable {
    // Only used under the lock of the fake directory.
    private var count = 0
    func next() -> Int {
        count += 1
        return count
    }
}
