import LDAP

extension DirectorySession {
    /// The policy that applies to the account: its own, else the one that the configuration names as default.
    ///
    /// slapd keeps the name of its default in `cn=config`, where a service account has no business; 389-DS keeps the
    /// default itself there, and an ACI can show it.
    public func policy(for account: Account) async -> PolicyReading {
        guard let source = account.policy ?? settings.defaultPolicy else {
            return .unknown(why: "the account has no policy of its own, and directory.defaultPolicy is not set")
        }
        return await policy(at: source)
    }

    /// The policy in an entry.
    public func policy(at source: DistinguishedName) async -> PolicyReading {
        let answer: SearchAnswer
        do {
            answer = try await connection.search(
                SearchRequest(base: source, scope: .base, attributes: kind.policyForm.attributes))
        } catch {
            return .unknown(why: AnswerDetails(error, server: server).description)
        }
        guard answer.result.isSuccess, let entry = answer.entries.first,
            let policy = kind.policyForm.policy(entry, source: source)
        else { return .unknown(why: "the policy \(source) cannot be read: \(answer.result.code)") }
        return .read(policy)
    }
}
