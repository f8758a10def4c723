extension Connection {
    /// Asks the server who we are (RFC 4532): `dn:...`, `u:...`, or empty for nobody. Nil with another result code.
    ///
    /// - Throws: `ConnectionFailure`, `CancellationError`.
    public func whoAmI() async throws -> (result: LDAPResult, identity: String?) {
        let answer = try await perform(.extended(.whoAmI, value: nil), controls: [])
        guard answer.result.isSuccess else { return (answer.result, nil) }
        return (answer.result, String(decoding: answer.responseValue ?? [], as: UTF8.self))
    }
}
