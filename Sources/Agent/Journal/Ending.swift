import Writeback

/// How one request ended, with all that the report says about it.
struct Ending: Hashable, Sendable {
    var outcome: Outcome
    var ldapResultCode: Int?
    var directoryCode: String?
    /// Already sanitised, and withheld where it held any of the password.
    var diagnostic: String?
    var server: String?
    var verification: StatusReport.Verification
    var passwordWritten: StatusReport.Certainty
    var mustChangeSet: StatusReport.Certainty = .no
    var unlocked: StatusReport.Certainty = .no
    var replaced: String?

    /// An ending before anything was sent to the directory.
    static func notSent(_ outcome: Outcome, diagnostic: String? = nil) -> Ending {
        Ending(outcome: outcome, diagnostic: diagnostic, verification: .notSent, passwordWritten: .no)
    }
}
