import Secrets

extension Connection {
    /// Changes attributes of an entry, all or none (RFC 4511, section 4.6).
    ///
    /// - Throws: `ConnectionFailure` (its `requestSent` tells whether the change may have happened),
    /// `CancellationError`.
    public func modify(
        _ dn: DistinguishedName, _ changes: [Modification], controls: [Control] = []
    ) async throws -> LDAPResult {
        try await perform(.modify(name: dn.text, changes), controls: controls).result
    }

    /// Sets a password with the password modify extended operation (RFC 3062).
    ///
    /// The user is always named, since without it the server changes the password of whoever is bound; and the new
    /// password is never empty, since the server would then make one up and call it success.
    ///
    /// - Throws: `ConnectionFailure` (its `requestSent` tells whether the change may have happened),
    /// `CancellationError`.
    public func modifyPassword(
        of dn: DistinguishedName, to new: Password, current: Password? = nil, controls: [Control] = [.passwordPolicy]
    ) async throws -> LDAPResult {
        guard dn != .root, !new.isEmpty else {
            throw ConnectionFailure(
                phase: .operation, reason: .localError, requestSent: false, server: server.description,
                explanation: "a password modification needs the name of the user and a password that is not empty")
        }
        return try await perform(.passwordModify(user: dn.text, current: current, new: new), controls: controls).result
    }
}
