import Foundation
import Writeback

/// A condition, said in a language: what `status` and `health` list.
public struct ConditionLine: Codable, Sendable, Hashable {
    /// The condition.
    public var code: Condition
    /// Its family.
    public var family: Condition.Family
    /// How bad it is.
    public var severity: Condition.Severity
    /// Whether nothing can be written while it lasts.
    public var blocksWriting: Bool
    /// A few words.
    public var title: String
    /// What to do.
    public var remedy: String
    /// Since when.
    public var since: Date
    /// What was observed.
    public var evidence: [String: String]

    /// Says a condition in a language.
    public init(_ condition: ActiveCondition, in language: Language) {
        code = condition.code
        family = condition.code.family
        severity = condition.code.severity
        blocksWriting = condition.code.blocksWriting
        title = condition.code.title(in: language)
        remedy = condition.code.remedy(in: language, arguments: condition.arguments)
        since = condition.since
        evidence = condition.arguments
    }
}
