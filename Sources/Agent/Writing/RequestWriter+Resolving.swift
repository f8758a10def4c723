import Directory
import Foundation
import LDAP
import Writeback

/// Looking, where an answer was lost.
extension RequestWriter {
    /// What became of an earlier write; `nil` if the settle time had to be waited for, so that the entry must be read
    /// again.
    func resolve(
        _ request: WritebackRequest, _ last: Declaration, _ lookup: AccountLookup, on session: any WritableDirectory,
        _ delivery: Delivery
    ) async -> UnknownResolution? {
        var change: PasswordChange?
        if case .found(let account) = lookup, let marker = ChangeMarker(text: last.marker) {
            change = marker.passwordChange(until: account.marker, attemptedAt: last.declaredAt)
        } else if case .found = lookup {
            change = .indistinct(why: "the declared marker is not one of this directory")
        }
        let sight = UnknownResolution.Sight(
            sameServer: last.server == session.serverName, isSettled: settled(last), change: change,
            serviceAccount: settings.serviceAccount)
        let resolution = UnknownResolution.decide(sight)
        guard resolution == .wait, sight.sameServer == true else { return resolution }
        return await waitUntilSettled(last, request) ? nil : .wait
    }

    /// Whether the password is certainly the one of the declared marker.
    func unchanged(
        _ request: WritebackRequest, since declaration: Declaration, on session: any WritableDirectory
    ) async -> Bool {
        guard case .found(let account) = await session.account(Anchor(request.sub)),
            let marker = ChangeMarker(text: declaration.marker)
        else { return false }
        return marker.passwordChange(until: account.marker, attemptedAt: declaration.declaredAt) == .none
    }

    private func settleEnd(_ declaration: Declaration) -> Date {
        // A second more: the declaration's time may come back from the gateway without its fraction.
        declaration.declaredAt.addingTimeInterval(settings.settleTime.seconds + 1)
    }

    private func settled(_ declaration: Declaration) -> Bool { clock.now() >= settleEnd(declaration) }

    private func waitUntilSettled(_ declaration: Declaration, _ request: WritebackRequest) async -> Bool {
        let wait = settleEnd(declaration).timeIntervalSince(clock.now())
        guard wait > 0 else { return true }
        do {
            // Bounded: a declaration from the future must not hold the lease for ever.
            try await clock.sleep(.milliseconds(Int(min(wait, settings.settleTime.seconds + 1) * 1000) + 1))
            return settled(declaration)
        } catch {
            return false
        }
    }

    func stillInTime(_ request: WritebackRequest) -> Bool { clock.now().timeIntervalSince1970 < Double(request.exp) }

    /// Whether the lease lasts for as long as the write may take, or, where leases are shorter than that, for most of
    /// one.
    func leaseSuffices(_ delivery: Delivery) async -> Bool {
        let remaining = await delivery.lease.remaining(at: clock.sinceBoot())
        let length = await delivery.lease.length
        return remaining > min(settings.settleTime, length / 2)
    }

    /// What a write replaces: a change that somebody else made in the directory after the request was made.
    func replaced(_ account: Account, _ request: WritebackRequest) -> String? {
        guard let time = account.marker.passwordChangedAt, time.timeIntervalSince1970 > Double(request.iat),
            let by = account.marker.modifier,
            (try? DistinguishedName(parsing: by)) != settings.serviceAccount
        else { return nil }
        return "a change at \(Timestamp.text(time)) by \(by)"
    }

    func ours(_ request: WritebackRequest, server: String) -> Ending {
        Ending(
            outcome: request.operation == .unlock ? .unlocked : .written, server: server, verification: .marker,
            passwordWritten: request.operation == .unlock ? .no : .yes,
            mustChangeSet: request.forceChangePasswordNextSignIn ? .unknown : .no, unlocked: .unknown)
    }

    static func unconfirmed(_ why: String, server: String) -> Ending {
        Ending(
            outcome: .unconfirmed, diagnostic: why, server: server, verification: .nothing, passwordWritten: .unknown,
            mustChangeSet: .unknown, unlocked: .unknown)
    }

    /// Known not to be written, and too late to write it now.
    static func expiredUnwritten(server: String, seenByMarker: Bool = false) -> Ending {
        Ending(
            outcome: .expired, diagnostic: "its time ran out, and nothing was written", server: server,
            verification: seenByMarker ? .marker : .notSent, passwordWritten: .no)
    }
}
