import Foundation
import Testing
import Writeback

@testable import Agent

@Suite struct ConditionTrackerTests {
    private func at(_ seconds: TimeInterval) -> Date { Samples.now.addingTimeInterval(seconds) }

    @Test func aConditionKeepsItsTimeAndGetsNewParticulars() {
        var tracker = ConditionTracker()
        let isNew = tracker.begin(.init(.directoryUnreachable, ["server": "a"]), at: at(0))
        let isNewAgain = tracker.begin(.init(.directoryUnreachable, ["server": "b"]), at: at(5))
        #expect(isNew && !isNewAgain)
        #expect(tracker.all == [ActiveCondition(.directoryUnreachable, since: at(0), arguments: ["server": "b"])])
        let held = tracker.end(.directoryUnreachable)
        let heldStill = tracker.end(.directoryUnreachable)
        #expect(held && !heldStill)
    }

    @Test func whatWasNotLookedAtStaysAsItWas() {
        var tracker = ConditionTracker()
        tracker.begin(.init(.directoryBaseMissing), at: at(0))
        tracker.take(found: [.init(.directoryUnreachable)], lookedAt: [.directoryUnreachable], at: at(5))
        #expect(tracker.holds(.directoryBaseMissing))
        #expect(tracker.all.visible(at: at(5)).map(\.code) == [.directoryUnreachable], "one root cause, one message")
        tracker.take(found: [], lookedAt: [.directoryUnreachable, .directoryBaseMissing], at: at(10))
        #expect(tracker.all.isEmpty)
    }

    @Test func onlyWhatBlocksBlocks() {
        var tracker = ConditionTracker()
        tracker.begin(.init(.syncFailed), at: at(0))
        #expect(tracker.blocking().isEmpty)
        tracker.begin(.init(.gatewayUnreachable), at: at(0))
        #expect(tracker.blocking(except: [.gatewayUnreachable]).isEmpty)
        #expect(tracker.blocking().map(\.code) == [.gatewayUnreachable])
    }

    @Test func aMessageThatWasSetAsideIsToldForAWhile() async {
        let clock = ManualClock()
        let health = AgentHealth(server: "s", maxSkew: .seconds(120), clock: clock.clock, logger: LogNotes().logger)
        await health.setAside(.init(.messageSignatureInvalid))
        let round = ProbeRound(server: .init(url: "s", state: .working))
        clock.advance(.seconds(899))
        await health.take(round)
        #expect(await health.tracker.holds(.messageSignatureInvalid))
        clock.advance(.seconds(2))
        await health.take(round)
        #expect(await !health.tracker.holds(.messageSignatureInvalid))
    }

    @Test func healthTellsOfChangesAndOpensAndClosesTheGate() async {
        let clock = ManualClock()
        let health = AgentHealth(
            server: "ldaps://s:636", maxSkew: .seconds(120), clock: clock.clock, logger: LogNotes().logger)
        #expect(await !health.mayLease, "before the first probe nobody knows")
        var round = ProbeRound(server: .init(url: "ldaps://s:636", state: .working))
        round.lookedAt = [.directoryUnreachable]
        let changes = await health.changes()
        await health.take(round)
        for await _ in changes { break }
        #expect(await health.mayLease)
        await health.begin(.journalUnwritable)
        #expect(await !health.mayLease)
        await health.end(.journalUnwritable)
        await health.observe(server: clock.now.addingTimeInterval(500), local: clock.now)
        #expect(await health.tracker.holds(.clockSkew))
        #expect(await !health.mayLease)
        await health.observe(server: clock.now.addingTimeInterval(1), local: clock.now)
        #expect(await health.mayLease)
        await health.drain()
        #expect(await !health.mayLease)
    }
}
