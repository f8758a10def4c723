import Foundation

/// A condition that holds, since when, and with which particulars.
public struct ActiveCondition: Codable, Sendable, Hashable {
    /// Which.
    public var code: Condition
    /// Since when.
    public var since: Date
    /// Particulars: `server`, `evidence`, `path`, `nextTry` and so on. Never a secret.
    public var arguments: [String: String]

    /// Describes a condition.
    public init(_ code: Condition, since: Date, arguments: [String: String] = [:]) {
        self.code = code
        self.since = since
        self.arguments = arguments
    }
}

extension Collection<ActiveCondition> {
    /// What is told: patience is over, and nothing that explains it holds as well. The root cause comes first: whatever
    /// blocks writing, then the oldest.
    public func visible(at now: Date) -> [ActiveCondition] {
        let codes = Set(map(\.code))
        return filter { condition in
            now.timeIntervalSince(condition.since) >= Double(condition.code.patienceSeconds)
                && condition.code.dependsOn.isDisjoint(with: codes)
        }
        .sorted { first, second in
            if first.code.blocksWriting != second.code.blocksWriting { return first.code.blocksWriting }
            if first.since != second.since { return first.since < second.since }
            return first.code.rawValue < second.code.rawValue
        }
    }
}
