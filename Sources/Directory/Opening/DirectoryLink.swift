import LDAP
import Logging
import Secrets

/// A connection to one server of the directory, with TLS in place and nobody bound.
///
/// The bind is a step of its own, so that whoever governs binds can decide in between.
public final class DirectoryLink: Sendable {
    /// The server.
    public var server: ServerURL { connection.server }
    /// The version of TLS; nil on a local socket.
    public var tlsVersion: String? { connection.tlsVersion }
    /// The cipher of TLS; nil on a local socket.
    public var tlsCipher: String? { connection.tlsCipher }
    let connection: Connection
    let settings: DirectorySettings
    let logger: Logger

    private init(connection: Connection, settings: DirectorySettings, logger: Logger) {
        self.connection = connection
        self.settings = settings
        self.logger = logger
    }

    /// Connects, with TLS. No credentials go anywhere.
    ///
    /// - Throws: `ConnectionFailure`, `CancellationError`.
    public static func open(
        _ settings: DirectorySettings, server: ServerURL, logger: Logger
    ) async throws -> DirectoryLink {
        let connection = try await Connection.open(
            ConnectionSettings(server: server, tls: settings.tls, limits: settings.limits), logger: logger)
        return DirectoryLink(connection: connection, settings: settings, logger: logger)
    }

    /// Ends the connection. May be called again.
    public func close() async { await connection.close() }

    /// Binds as the service account, then asks the server what it is.
    public func bind(password: Password) async -> BindAnswer {
        let result: LDAPResult
        switch await tryBind(settings.bindDN, password) {
        case .success(let bound): result = bound
        case .failure(.refused(let refusal, let details)): return .refused(refusal, details)
        case .failure(.unavailable(let details)): return .unavailable(details)
        }
        do {
            let rootDSE = try await connection.rootDSE()
            let kind = try DirectoryKind.resolve(settings.kind, rootDSE: rootDSE)
            return .bound(DirectorySession(link: self, rootDSE: rootDSE, kind: kind, bindResult: result))
        } catch let unsupported as DirectoryKind.Unsupported {
            return .unsupported(AnswerDetails(server: server.description, explanation: unsupported.description))
        } catch {
            return .unavailable(AnswerDetails(error, server: server))
        }
    }

    /// Whether a name and password are right, by a bind on this link, which is bound to that name afterwards.
    ///
    /// A wrong one counts as a failed bind and may lock the account: a last resort.
    public func prove(_ dn: DistinguishedName, password: Password) async -> ProofAnswer {
        switch await tryBind(dn, password) {
        case .success(let result): return .accepted(BindWarning.list(result))
        case .failure(.refused(let refusal, let details)): return .refused(refusal, details)
        case .failure(.unavailable(let details)): return .unavailable(details)
        }
    }

    private enum NotBound: Error {
        case refused(BindRefusal, AnswerDetails)
        case unavailable(AnswerDetails)
    }

    private func tryBind(_ dn: DistinguishedName, _ password: Password) async -> Result<LDAPResult, NotBound> {
        do {
            let result = try await connection.bind(dn, password: password)
            if let refusal = BindRefusal(result) {
                let details = AnswerDetails(
                    result, server: server, explanation: refusal.explanation, hiding: [password])
                return .failure(.refused(refusal, details))
            }
            guard result.isSuccess else {
                let details = AnswerDetails(
                    result, server: server, explanation: "the server did not answer the bind: \(result.code)",
                    hiding: [password])
                return .failure(.unavailable(details))
            }
            return .success(result)
        } catch {
            return .failure(.unavailable(AnswerDetails(error, server: server)))
        }
    }
}
