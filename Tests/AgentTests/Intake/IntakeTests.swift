import Foundation
import Testing
import Writeback

@testable import Agent

@Suite struct IntakeTests {
    let samples: Samples

    init() throws { samples = try Samples() }

    private func decide(
        _ pair: (request: WritebackRequest, sealed: SealedPassword?), known: Intake.Known? = nil,
        at now: Date = Samples.now
    ) -> Intake.Decision {
        let message = RequestMessage(request: "a.b.c", sealed: pair.sealed)
        return samples.intake.decide(message, verified: .success(pair.request), known: known, at: now)
    }

    @Test func aGoodMessageIsAccepted() throws {
        let pair = try samples.request()
        #expect(decide(pair) == .accept(pair.request))
    }

    @Test(arguments: [
        SignedEnvelope.Failure.malformed, .wrongType, .wrongAlgorithm, .unknownKey(kid: "k"), .badSignature,
    ])
    func aBrokenSignatureEndsNothing(_ failure: SignedEnvelope.Failure) {
        let message = RequestMessage(request: "x", sealed: nil)
        let decision = samples.intake.decide(message, verified: .failure(failure), known: nil, at: Samples.now)
        guard case .setAside(let finding) = decision else {
            Issue.record("\(decision)")
            return
        }
        #expect(finding.code == .messageSignatureInvalid)
    }

    @Test func anotherTenantsOrDirectorysMessageIsSetAside() throws {
        for change: @Sendable (inout WritebackRequest) -> Void in [{ $0.aud = "other" }, { $0.directory = "other" }] {
            guard case .setAside(let finding) = decide(try samples.request(change: change)) else {
                Issue.record("accepted")
                return
            }
            #expect(finding.code == .messageAudienceWrong)
        }
    }

    @Test func theSameBytesAreARedeliveryAndOtherBytesAReusedID() throws {
        let pair = try samples.request()
        let digest = Intake.digest(RequestMessage(request: "a.b.c", sealed: nil))
        #expect(decide(pair, known: .init(digest: digest, hasEnded: true)) == .reportAgain(pair.request))
        #expect(decide(pair, known: .init(digest: digest, hasEnded: false)) == .accept(pair.request))
        guard case .setAside(let finding) = decide(pair, known: .init(digest: "other", hasEnded: true)) else {
            Issue.record("accepted")
            return
        }
        #expect(finding.code == .messageIDReused)
    }

    @Test func theEndingIsSentAgainAlsoWhenTheTimeIsOver() throws {
        let pair = try samples.request()
        let digest = Intake.digest(RequestMessage(request: "a.b.c", sealed: nil))
        let late = Samples.now.addingTimeInterval(3600)
        #expect(decide(pair, known: .init(digest: digest, hasEnded: true), at: late) == .reportAgain(pair.request))
    }

    @Test func anExpiredOneGoesBackSinceOnlyTheGatewayEndsIt() throws {
        guard case .giveBack = decide(try samples.request(), at: Samples.now.addingTimeInterval(600)) else {
            Issue.record("not given back")
            return
        }
        guard case .giveBack = decide(try samples.request(issued: Samples.now.addingTimeInterval(121))) else {
            Issue.record("one from the future was taken")
            return
        }
        let soon = try samples.request(issued: Samples.now.addingTimeInterval(119))
        #expect(decide(soon) == .accept(soon.request))
    }

    @Test func whatDoesNotMatchTheSignedDigestIsRejected() throws {
        var pair = try samples.request()
        pair.sealed?.ciphertext += "AA"
        #expect(decide(pair) == .end(pair.request, .notSent(.rejected)))
        pair.sealed = nil
        #expect(decide(pair) == .end(pair.request, .notSent(.rejected)))
    }

    @Test func anUnknownKeyIsForAnotherAgent() throws {
        let other = try SealingKey(generating: .x25519, at: Samples.now)
        guard case .giveBack = decide(try samples.request(to: other.published)) else {
            Issue.record("not given back")
            return
        }
    }

    @Test func anUnlockHasNoPassword() throws {
        let unlock = try samples.request(nil, operation: .unlock)
        #expect(decide(unlock) == .accept(unlock.request))
        let odd = try samples.request(operation: .unlock)
        #expect(decide(odd) == .end(odd.request, .notSent(.rejected)))
    }

    @Test func aBrokenMessageComesBackLaterEachTime() {
        var shelf = SetAsideShelf()
        let pauses = (0..<12).map { _ in shelf.pause("1") }
        #expect(pauses[0] == .seconds(2) && pauses[1] == .seconds(4) && pauses[11] == .seconds(300))
        let other = shelf.pause("2")
        #expect(other == .seconds(2))
        for number in 0..<SetAsideShelf.capacity { _ = shelf.pause("more \(number)") }
        #expect(shelf.count("1") == 0, "the oldest is forgotten")
    }
}
