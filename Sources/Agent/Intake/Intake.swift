import Foundation
import Writeback

/// Decides what becomes of a message, before anything is done. Pure: the time is a parameter, nothing is asked or
/// changed.
struct Intake: Sendable {
    let tenant: String
    let directory: String
    /// The sealing keys that this agent holds.
    let keyIDs: Set<String>
    let maxSkew: Duration

    /// What becomes of a message.
    enum Decision: Hashable, Sendable {
        /// Work on it.
        case accept(WritebackRequest)
        /// It ended before; the stored ending is sent again.
        case reportAgain(WritebackRequest)
        /// It is not ours to end: a condition says so, and it goes back, later each time.
        case setAside(ConditionTracker.Finding)
        /// It goes back for another agent, or for a later time; `why` is for the log.
        case giveBack(why: String)
        /// It ends here and now.
        case end(WritebackRequest, Ending)
    }

    /// What the journal knows of a request id.
    struct Known: Hashable, Sendable {
        var digest: String
        var hasEnded: Bool
    }

    /// SHA-256 of the signed request: the same bytes are a redelivery, other bytes a reused id. The sealed parts are
    /// bound by the digests inside.
    static func digest(_ message: RequestMessage) -> String {
        Base64URL.sha256(of: Data(message.request.utf8))
    }

    /// - Parameters:
    ///   - verified: what the signature check said, by the pinned keys only.
    ///   - known: what the journal knows of the id.
    func decide(
        _ message: RequestMessage, verified: Result<WritebackRequest, SignedEnvelope.Failure>, known: Known?,
        at now: Date
    ) -> Decision {
        let request: WritebackRequest
        switch verified {
        case .success(let opened): request = opened
        case .failure(let failure):
            return .setAside(.init(.messageSignatureInvalid, ["evidence": Self.words(failure)]))
        }
        guard request.aud == tenant, request.directory == directory else {
            return .setAside(
                .init(.messageAudienceWrong, ["evidence": "tenant \(request.aud), directory \(request.directory)"]))
        }
        if let known {
            guard known.digest == Self.digest(message) else {
                return .setAside(
                    .init(.messageIDReused, ["evidence": "request \(request.jti)", "request": request.jti]))
            }
            if known.hasEnded { return .reportAgain(request) }
        }
        return age(request, message, at: now)
    }

    private func age(_ request: WritebackRequest, _ message: RequestMessage, at now: Date) -> Decision {
        // Only the gateway ends a request as expired.
        guard now.timeIntervalSince1970 < Double(request.exp) else { return .giveBack(why: "its time is over") }
        guard Double(request.iat) <= now.timeIntervalSince1970 + maxSkew.seconds else {
            return .giveBack(why: "it was made in the future; the clocks differ")
        }
        guard request.exp > request.iat else { return .end(request, .notSent(.rejected)) }
        return sealing(request, message)
    }

    private func sealing(_ request: WritebackRequest, _ message: RequestMessage) -> Decision {
        guard request.operation != .unlock else {
            let isEmpty = message.sealed == nil && request.sealed.isEmpty
            return isEmpty ? .accept(request) : .end(request, .notSent(.rejected))
        }
        guard let sealed = message.sealed else { return .end(request, .notSent(.rejected)) }
        guard request.sealed.contains(sealed.digest) else { return .end(request, .notSent(.rejected)) }
        guard keyIDs.contains(sealed.kid) else {
            return .giveBack(why: "it is sealed to a key that this agent does not hold")
        }
        return .accept(request)
    }

    private static func words(_ failure: SignedEnvelope.Failure) -> String {
        switch failure {
        case .malformed: "not a signed request"
        case .wrongType: "signed for another purpose"
        case .wrongAlgorithm: "another algorithm than ES256"
        case .unknownKey(let kid): "signed by the unknown key \(String(kid.prefix(64)))"
        case .badSignature: "the signature does not fit"
        }
    }
}
