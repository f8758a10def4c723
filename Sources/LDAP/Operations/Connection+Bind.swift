import Secrets

extension Connection {
    /// Binds with a name and a password (RFC 4513, section 5.1.3). No other operation may be in flight.
    ///
    /// The password's bytes are lent to libldap, never copied by us; libldap makes its own copy in the encoded request
    /// and frees it after the answer. An empty password would be an *unauthenticated* bind, which succeeds without
    /// proving anything (RFC 4513, section 5.1.2), so it is refused here.
    ///
    /// - Throws: `ConnectionFailure`, `CancellationError`.
    public func bind(
        _ dn: DistinguishedName, password: Password, controls: [Control] = [.passwordPolicy]
    ) async throws -> LDAPResult {
        guard !password.isEmpty, dn != .root else {
            throw ConnectionFailure(
                phase: .bind, reason: .localError, requestSent: false, server: server.description,
                explanation: "a simple bind needs a name and a password; without them a server may accept anybody")
        }
        return try await perform(.simpleBind(name: dn.text, password), controls: controls).result
    }
}
