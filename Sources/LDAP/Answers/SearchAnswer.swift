/// Everything a search brought.
public struct SearchAnswer: Hashable, Sendable {
    /// The entries.
    public var entries: [Entry]
    /// Continuation references: where more might be. Never followed.
    public var references: [String]
    /// How the search ended.
    public var result: LDAPResult
}
