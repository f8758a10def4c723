import Foundation

extension LiveSlapd {
    /// Who is there from the start.
    static let names = ["alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi"]

    /// How a slapd differs from the usual one.
    public struct Options: Sendable {
        /// Whether the ppolicy overlay is there.
        public var hasPolicy = true
        /// Attributes of the default policy that replace or extend the usual ones, for example `["pwdMinAge": "3600"]`.
        public var policy: [String: String] = [:]
        /// `ppolicy_hash_cleartext`.
        public var hashesCleartext = true
        /// What the service account may do with `userPassword` of people, as in `olcAccess`.
        public var passwordAccess = "=w"
        /// What it may do with `pwdReset` and `pwdAccountLockedTime`.
        public var stateAccess = "write"
        /// What it may do with everything else.
        public var readAccess = "read"
        /// Whether the default policy holds for the service account, so that wrong passwords lock it.
        public var agentCanBeLocked = false
        /// More lines for the database in `cn=config`, for example `olcReadOnly: TRUE`.
        public var databaseLines: [String] = []
        /// More lines for the whole server in `cn=config`.
        public var globalLines: [String] = []
        /// More entries, as LDIF.
        public var entries = ""
        /// How many people there are besides the usual, called `person0`, `person1`, ...
        public var morePeople = 0
        /// Which certificate the server shows.
        public var certificate = Certificate.right
        /// What slapd writes into its log.
        public var logLevel = "0"

        /// Certificates to show.
        public enum Certificate: Sendable {
            /// For the address it listens on.
            case right
            /// For another name.
            case wrongName
            /// Ended yesterday.
            case expired
        }

        /// The usual one.
        public init() {}

        /// The usual one with changes.
        public init(_ change: (inout Options) -> Void) { change(&self) }
    }

    func pair(_ certificates: Certificates) -> Certificates.Pair {
        switch options.certificate {
        case .right: certificates.server
        case .wrongName: certificates.wrongName
        case .expired: certificates.expired
        }
    }

    /// Fills the two databases: the server's configuration, and the people.
    func load(_ certificates: Certificates) throws {
        for name in ["config", "database"] {
            try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: false)
        }
        let configuration = try folder.write("config.ldif", configuration(certificates))
        try Launcher.run("/usr/sbin/slapadd", ["-n0", "-F", folder.file("config"), "-l", configuration])
        let entries = try folder.write("entries.ldif", entries)
        // -w makes contextCSN; -q is left out, since with it slapadd 2.5.13 may abort.
        try Launcher.run("/usr/sbin/slapadd", ["-w", "-n1", "-F", folder.file("config"), "-l", entries])
    }
}
