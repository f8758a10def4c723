import Foundation
import Logging
import Support
import Testing
import Writeback

@testable import Agent

@Suite struct BindGovernorTests {
    let subject = BindSubject.directory("cn=agent")
    let wrong = SecretMark("one")
    let start = Samples.now

    private func at(_ seconds: TimeInterval) -> Date { start.addingTimeInterval(seconds) }

    @Test func pausesGrowToTenMinutes() {
        var governor = BindGovernor()
        var now = start
        for pause in [60.0, 120, 300, 600, 600] {
            #expect(governor.decision(subject, secret: wrong, at: now) == .try)
            do {
                let until = governor.refused(subject, secret: wrong, at: now)
                #expect(until == now.addingTimeInterval(pause))
            }
            let until = now.addingTimeInterval(pause)
            #expect(governor.decision(subject, secret: wrong, at: until.addingTimeInterval(-1)) == .wait(until: until))
            now = until
        }
    }

    @Test func aNewSecretIsTriedAtOnceAndTheOldOneIsNot() {
        var governor = BindGovernor()
        governor.refused(subject, secret: wrong, at: start)
        #expect(governor.decision(subject, secret: SecretMark("two"), at: at(1)) == .try)
        #expect(governor.decision(subject, secret: wrong, at: at(1)) == .wait(until: at(60)))
        do {
            let until = governor.refused(subject, secret: SecretMark("two"), at: at(1))
            #expect(until == at(61), "a new secret begins anew")
        }
    }

    @Test func anOperatorGetsOneTry() {
        var governor = BindGovernor()
        governor.refused(subject, secret: wrong, at: start)
        governor.operatorAsked()
        #expect(governor.decision(subject, secret: wrong, at: at(1)) == .try)
        do {
            let until = governor.refused(subject, secret: wrong, at: at(1))
            #expect(until == at(121), "the try counts")
        }
        #expect(governor.decision(subject, secret: wrong, at: at(2)) == .wait(until: at(121)))
    }

    @Test func acceptanceForgetsAndIdentitiesAreApart() {
        var governor = BindGovernor()
        governor.refused(subject, secret: wrong, at: start)
        #expect(governor.decision(.gateway(client: "c"), secret: wrong, at: at(1)) == .try)
        governor.accepted(subject)
        #expect(governor.decision(subject, secret: wrong, at: at(1)) == .try)
        #expect(governor.nextTry(subject) == nil)
    }

    @Test func aClockThatWasSetBackDoesNotStopIt() {
        var governor = BindGovernor()
        governor.refused(subject, secret: wrong, at: start)
        #expect(governor.decision(subject, secret: wrong, at: at(-3600)) == .try)
    }

    @Test func itIsKeptOverRestarts() async throws {
        let folder = StateFolder(path: try TemporaryFolder("governor").path + "/state")
        try folder.prepare()
        let logger = LogNotes().logger
        await GovernorKeeper(folder, logger: logger).refused(subject, secret: wrong, at: start)
        let next = GovernorKeeper(folder, logger: logger)
        #expect(await next.decision(subject, secret: wrong, at: at(1)) == .wait(until: at(60)))
    }
}
