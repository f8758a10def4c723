import Writeback

/// The event numbers that administrators of Entra Connect know (PasswordResetService in the Application log).
enum EventID {
    /// A request has arrived.
    static func start(_ operation: WritebackRequest.Operation) -> Int {
        switch operation {
        case .change: 31006
        case .reset, .unlock: 31009
        }
    }

    /// A request has ended.
    static func end(_ operation: WritebackRequest.Operation, _ outcome: Outcome) -> Int {
        let hasSucceeded = outcome.kind == .succeeded
        return switch operation {
        case .change: hasSucceeded ? 31007 : 31008
        case .reset, .unlock: hasSucceeded ? 31010 : 31011
        }
    }

    /// The agent is ready.
    static let started = 31015
    /// The agent has stopped.
    static let stopped = 31016
}
