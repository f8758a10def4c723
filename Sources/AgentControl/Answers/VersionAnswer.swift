/// The answer of `version`.
public struct VersionAnswer: Codable, Sendable, Hashable {
    /// The daemon's version.
    public var version: String

    /// Names a version.
    public init(version: String) { self.version = version }
}

/// Why the daemon refused to answer.
public struct ControlRefusal: Codable, Sendable, Hashable, Error {
    /// One sentence.
    public var error: String

    /// Says why.
    public init(error: String) { self.error = error }
}
