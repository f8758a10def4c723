import Foundation
import Writeback

/// Everything that the decision about the blade rests on. Ages are in seconds and come from the monotonic clock.
struct BladeFacts: Sendable, Hashable {
    /// One enrolled agent that was not revoked.
    struct Agent: Sendable, Hashable {
        var id: String
        var name: String
        var directory: String
        var version: String
        var enrolledAt: Date
        var report: HealthReport?
        /// When the last report came, by the time of day.
        var lastSeen: Date?
        var ages: Presence.Ages
    }

    /// One directory of the tenant.
    struct Directory: Sendable, Hashable {
        var id: String
        var createdAt: Date
        var hasSyncedPeople: Bool
    }

    /// A report that says otherwise than the ending that stands.
    struct Contradiction: Sendable, Hashable {
        var request: String
        var stands: Outcome
        var reported: Outcome
        var at: Date

        /// How long it is told, in seconds.
        static let memory: Double = 86400
    }

    var writeback: Bool
    var directories: [Directory]
    var agents: [Agent]
    /// The latest one within `Contradiction.memory`.
    var contradiction: Contradiction?
    /// When a write last succeeded, by the gateway's own records.
    var lastProven: Date?
    /// For how long the gateway has listened without a break.
    var listening: Double
    /// How long an agent may be silent.
    var silentAfter: Double
    var now: Date
}

extension ActiveCondition {
    /// What is told of a contradiction.
    init(_ contradiction: BladeFacts.Contradiction) {
        self.init(
            .endingContradicted, since: contradiction.at,
            arguments: [
                "request": contradiction.request, "first": contradiction.stands.rawValue,
                "second": contradiction.reported.rawValue,
            ])
    }
}
