/// What is to be examined.
public enum DiagnoseTarget: Sendable, Hashable {
    /// Why the blade is shown or hidden.
    case blade
    /// The way to the gateway.
    case cloud
    /// The way to the directory, and what the service account sees there.
    case directory
    /// One person, by user principal name.
    case user(String)
    /// One request, by its id.
    case request(String)
    /// Everything but single persons and requests.
    case all

    /// Reads the words of a command line: `user UPN`, `request ID`, or one word; `nil` if they make no sense.
    public init?(words: [String]) {
        switch (words.first ?? "all", words.count) {
        case ("blade", 1): self = .blade
        case ("cloud", 1): self = .cloud
        case ("directory", 1): self = .directory
        case ("all", 0...1): self = .all
        case ("user", 2): self = .user(words[1])
        case ("request", 2): self = .request(words[1])
        default: return nil
        }
    }

    /// The words of a command line.
    public var words: [String] {
        switch self {
        case .blade: ["blade"]
        case .cloud: ["cloud"]
        case .directory: ["directory"]
        case .user(let upn): ["user", upn]
        case .request(let id): ["request", id]
        case .all: ["all"]
        }
    }
}

/// The body of a diagnose call.
public struct DiagnoseRequest: Codable, Sendable, Hashable {
    /// The words of the command line.
    public var target: [String]

    /// Asks for a target.
    public init(_ target: DiagnoseTarget) { self.target = target.words }
}
