import LDAP
import Logging

/// A bound connection to one server of a known kind: everything that is done with accounts is done here.
///
/// Calls may overlap. When the connection ends, `connectionEnd` says why, and a new link is needed.
public final class DirectorySession: Sendable {
    /// What kind of directory it is.
    public let kind: DirectoryKind
    /// What the server says about itself after the bind.
    public let rootDSE: RootDSE
    /// What the server added to the bind.
    public let warnings: [BindWarning]
    /// Whether there is a password policy, and not only a module that knows of one; `DirectoryKind.policySign`.
    public let answersPolicyControl: Bool
    /// How the directory is used.
    public let settings: DirectorySettings
    let connection: Connection
    let logger: Logger

    init(link: DirectoryLink, rootDSE: RootDSE, kind: DirectoryKind, bindResult: LDAPResult) {
        connection = link.connection
        settings = link.settings
        logger = link.logger
        self.rootDSE = rootDSE
        self.kind = kind
        warnings = BindWarning.list(bindResult)
        answersPolicyControl =
            switch kind.policySign {
            case .controlOfBind: bindResult.controls.contains { $0.oid == .passwordPolicy }
            case .controlListed: rootDSE.supportedControls.contains(.passwordPolicy)
            }
    }

    /// The server.
    public var server: ServerURL { connection.server }

    /// Why the connection is over; nil while it is open.
    public var connectionEnd: AnswerDetails? { connection.end.map { AnswerDetails($0) } }

    /// Ends the connection; returns when the socket is closed. May be called again.
    public func close() async { await connection.close() }

    var anchorAttribute: AttributeName { settings.anchorAttribute ?? kind.anchorAttribute }
    var loginAttribute: AttributeName { settings.loginAttribute ?? kind.loginAttribute }
    /// A configured anchor is text, unless it is the kind's own.
    var anchorForm: DirectoryKind.AnchorForm { anchorAttribute == kind.anchorAttribute ? kind.anchorForm : .text }
}
