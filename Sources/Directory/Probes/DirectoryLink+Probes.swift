import LDAP
import Logging
import Secrets

extension DirectoryLink {
    /// Connects, and says how that went.
    public static func probe(
        _ settings: DirectorySettings, server: ServerURL, logger: Logger
    ) async -> (answer: ProbeAnswer, link: DirectoryLink?) {
        let timer = ProbeTimer()
        do {
            let link = try await open(settings, server: server, logger: logger)
            let tls = link.tlsVersion.map { " with \($0)" } ?? ""
            return (timer.answer(.connect, .pass, "ok", "connected to \(server)\(tls)"), link)
        } catch {
            let details = AnswerDetails(error, server: server)
            let status: ProbeAnswer.Status = error is CancellationError ? .unknown : .fail
            return (timer.answer(.connect, status, code(details.connection), details.explanation, details), nil)
        }
    }

    /// Binds as the service account, and says how that went. Whoever governs binds has to agree first.
    public func probeBind(password: Password) async -> (answer: ProbeAnswer, session: DirectorySession?) {
        let timer = ProbeTimer()
        switch await bind(password: password) {
        case .bound(let session):
            let evidence = "bound as \(settings.bindDN); the server is \(session.kind.name.rawValue)"
            return (timer.answer(.bind, .pass, "ok", evidence), session)
        case .refused(let refusal, let details):
            let code = "directory-bind-refused"
            return (timer.answer(.bind, .fail, code, "\(refusal.rawValue): \(details.explanation)", details), nil)
        case .unsupported(let details):
            return (timer.answer(.bind, .fail, "directory-kind-unsupported", details.explanation, details), nil)
        case .unavailable(let details):
            return (timer.answer(.bind, .unknown, "directory-unreachable", details.explanation, details), nil)
        }
    }

    private static func code(_ reason: ConnectionFailure.Reason?) -> String {
        switch reason {
        case .clearTextRefused: "directory-clear-text"
        case .invalidConfiguration: "directory-tls-configuration"
        case .nameNotResolved: "directory-name-unknown"
        case .certificateNotTrusted: "directory-certificate-untrusted"
        case .certificateNameMismatch: "directory-certificate-name"
        case .startTLSRefused, .handshakeFailed: "directory-tls-failed"
        case nil: "cancelled"
        default: "directory-unreachable"
        }
    }
}
