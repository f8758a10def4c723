import Foundation
import LDAP

/// What two markers say about the password, the earlier one read before a write was tried.
public enum PasswordChange: Hashable, Sendable {
    /// The password is the same.
    case none
    /// The password was changed. `by` is who changed the entry last, which need not be who changed the password.
    case changed(by: DistinguishedName?)
    /// The markers cannot tell; `why` is a sentence for an administrator.
    case indistinct(why: String)
}

extension ChangeMarker {
    /// What happened to the password between this marker and a later one of the same entry on the same server.
    ///
    /// - Parameters:
    ///   - later: read now.
    ///   - attemptedAt: when the write in question began, by our clock. A password time is good to the second only;
    /// with
    ///     this, an old one that did not move is proof that nothing was written, whatever else moved in the entry.
    ///   - clockSkew: how far our clock and the server's may be apart.
    public func passwordChange(
        until later: ChangeMarker, attemptedAt: Date? = nil, clockSkew: TimeInterval = 300
    ) -> PasswordChange {
        let modifier = later.modifier.flatMap { try? DistinguishedName(parsing: $0) }
        if later.passwordTime != passwordTime {
            if later.passwordTime == nil {
                return .indistinct(why: "the time of the last password change can no longer be read")
            }
            return .changed(by: modifier)
        }
        if let sequence, let second = Self.wholeSecond(sequence) {
            return compareSeconds(second, until: later, attemptedAt: attemptedAt, clockSkew: clockSkew)
        }
        if let sequence, sequence == later.sequence { return .none }
        guard sequence != nil, later.sequence != nil else {
            return .indistinct(why: "the account's change sequence cannot be read")
        }
        guard let passwordTime else {
            // No password time at all: no policy overlay. Any change may have been one of the password.
            return .indistinct(why: "the directory does not note when a password is changed, and the entry was changed")
        }
        // The password time has seconds. A write after this marker would have moved it, unless the marker itself was
        // read in the very second of the last change.
        if let attemptedAt, let written = Self.date(passwordTime), written + clockSkew < attemptedAt { return .none }
        guard let moment = Self.seconds(passwordTime), let read = sequence.flatMap(Self.seconds), read > moment else {
            return .indistinct(why: "the entry was changed in the same second as the last password change")
        }
        return .none
    }

    /// A sequence that has only seconds, where the server notes the password's time in a second step of its own: that
    /// the time did not move proves something only if nothing else moved either.
    private func compareSeconds(
        _ second: Date, until later: ChangeMarker, attemptedAt: Date?, clockSkew: TimeInterval
    ) -> PasswordChange {
        guard let sequence = later.sequence, sequence == self.sequence else {
            return .indistinct(
                why: "the entry was changed, and the server did not note a new time of the password with it")
        }
        // A write in the very second of the change before would show nothing.
        guard let attemptedAt, second + 1 + clockSkew < attemptedAt else {
            return .indistinct(why: "the entry was changed shortly before, and the server notes seconds only")
        }
        return .none
    }

    /// Whether the password's time is at least as new as the last change of the entry.
    var hasNotedTime: Bool {
        guard let passwordTime = passwordTime.flatMap(Self.date), let changed = sequence.flatMap(Self.date) else {
            return false
        }
        return passwordTime >= changed
    }

    /// The moment of a generalised time without a fraction; nil for any other sequence.
    private static func wholeSecond(_ sequence: String) -> Date? { sequence.count == 15 ? date(sequence) : nil }

    /// When the password was last changed, to the second; nil where the directory does not say.
    public var passwordChangedAt: Date? { passwordTime.flatMap(Self.date) }

    /// The moment of a generalised time in UTC (RFC 4517, section 3.3.13); other zones and forms are not read.
    static func date(_ time: String) -> Date? {
        guard time.hasSuffix("Z"), let digits = seconds(time) else { return nil }
        let parts = [0..<4, 4..<6, 6..<8, 8..<10, 10..<12, 12..<14].map { range in
            Int(digits.dropFirst(range.lowerBound).prefix(range.count))
        }
        var components = DateComponents()
        (components.year, components.month, components.day) = (parts[0], parts[1], parts[2])
        (components.hour, components.minute, components.second) = (parts[3], parts[4], parts[5])
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar.date(from: components)
    }

    /// The fourteen digits of a generalised time, which sort as text.
    private static func seconds(_ time: String) -> String? {
        let digits = time.prefix(14)
        return digits.count == 14 && digits.allSatisfy(\.isNumber) ? String(digits) : nil
    }
}
