/// A search (RFC 4511, section 4.5.1).
public struct SearchRequest: Hashable, Sendable {
    /// How deep to look.
    public enum Scope: Int32, Hashable, Sendable {
        /// The base alone.
        case base = 0
        /// The entries right below the base.
        case oneLevel = 1
        /// The base and everything below.
        case subtree = 2
    }

    /// Where to begin.
    public var base: DistinguishedName
    /// How deep to look.
    public var scope: Scope
    /// What to look for.
    public var filter: Filter
    /// Which attributes to bring. Operational ones must be named.
    public var attributes: [AttributeName]
    /// After how many entries the server is to stop with `sizeLimitExceeded`; 0 is no limit.
    public var sizeLimit: Int32
    /// After how many seconds the server is to stop with `timeLimitExceeded`; 0 is no limit.
    public var timeLimitSeconds: Int32
    /// Controls to send along.
    public var controls: [Control]

    /// A search from its parts. Without attributes only names are brought.
    public init(
        base: DistinguishedName, scope: Scope, filter: Filter = .present("objectClass"),
        attributes: [AttributeName] = [], sizeLimit: Int32 = 0, timeLimitSeconds: Int32 = 0, controls: [Control] = []
    ) {
        self.base = base
        self.scope = scope
        self.filter = filter
        self.attributes = attributes
        self.sizeLimit = sizeLimit
        self.timeLimitSeconds = timeLimitSeconds
        self.controls = controls
    }
}
