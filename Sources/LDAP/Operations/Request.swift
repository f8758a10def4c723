import Secrets

/// What a connection can be asked to do.
enum Request: Sendable {
    case simpleBind(name: String, Password)
    case search(SearchRequest)
    case modify(name: String, [Modification])
    case passwordModify(user: String, current: Password?, new: Password)
    case extended(OID, value: [UInt8]?)

    var phase: ConnectionFailure.Phase {
        if case .simpleBind = self { .bind } else { .operation }
    }
}

/// Everything an operation brought.
struct Answer: Sendable {
    var entries: [Entry] = []
    var references: [String] = []
    var result: LDAPResult
    var responseValue: [UInt8]?
}

/// An operation on its way to the thread.
struct Submission: Sendable {
    /// Names the operation between tasks and the thread, before libldap gives it a message id.
    var ticket: UInt64
    var request: Request
    var controls: [Control]
    var limit: Duration
    var reply: @Sendable (Result<Answer, any Error>) -> Void
}
