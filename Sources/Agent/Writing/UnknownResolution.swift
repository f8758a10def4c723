import Directory
import LDAP

/// What becomes of a request whose write may have happened: a table, decided from what was seen. Nothing is ever
/// repeated unless it is known that nothing was written.
enum UnknownResolution: Hashable, Sendable {
    /// Not now: look again later, or let another agent look.
    case wait
    /// It was not written: it may be written, in its time.
    case notWritten
    /// It was written, by this product's service account.
    case ours
    /// Nobody can know.
    case cannotKnow(why: String)

    /// What was seen.
    struct Sight: Hashable, Sendable {
        /// Whether the server that was asked is the one that was looked at. `nil`: no server could be looked at.
        var sameServer: Bool?
        /// Whether the settle time is over: a slow or frozen server may act on what it received until then.
        var isSettled: Bool
        /// What the markers say; `nil` if the entry was not found.
        var change: PasswordChange?
        /// The service account: one for each agent.
        var serviceAccount: DistinguishedName
    }

    static func decide(_ sight: Sight) -> UnknownResolution {
        switch (sight.sameServer, sight.change) {
        // The marker of one server says nothing about another's.
        case (nil, _), (false?, _): return .wait
        case (true?, nil): return .cannotKnow(why: "the entry is no longer there")
        // Seen changed: no later act of the server can undo that, so there is nothing to wait for.
        case (true?, .changed(let by?)?) where by == sight.serviceAccount: return .ours
        // `by` changed the entry last, which need not be who changed the password; writing again could put an old
        // password over a newer one.
        case (true?, .changed(let by)?):
            return .cannotKnow(
                why: "the password was changed, and the entry was changed last by \(by?.text ?? "somebody")")
        case (true?, .indistinct(let why)?): return sight.isSettled ? .cannotKnow(why: why) : .wait
        case (true?, PasswordChange.none?): return sight.isSettled ? .notWritten : .wait
        }
    }
}
