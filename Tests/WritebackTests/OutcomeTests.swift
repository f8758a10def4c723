import Testing
import Writeback

@Suite struct OutcomeTests {
    @Test func onlyWhatIsInForceCountsAsSuccess() {
        #expect(Outcome.allCases.filter { $0.graphStatus == "succeeded" } == [.written, .writtenButExpired, .unlocked])
    }

    @Test func theUserIsNotBlamedForTheAdministratorsMistake() {
        for outcome in [Outcome.notPermitted, .directoryMisconfigured, .accountProtected, .outOfScope, .notFound] {
            #expect(outcome.concern == .administrator)
        }
    }

    @Test func whatCanBeAskedAgainIsNoSuccess() {
        for outcome in Outcome.allCases where outcome.askingAgainCanHelp { #expect(outcome.kind != .succeeded) }
    }
}
