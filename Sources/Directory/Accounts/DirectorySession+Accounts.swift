import LDAP

extension DirectorySession {
    /// Finds the one entry with this anchor among the people.
    public func account(_ anchor: Anchor) async -> AccountLookup {
        guard let value = anchor.value(form: anchorForm) else { return .notFound }
        let hasAnchor = Filter.equals(anchorAttribute, bytes: value)
        do {
            let answer = try await connection.search(
                SearchRequest(
                    base: settings.base, scope: .subtree, filter: .all([hasAnchor, settings.filter]),
                    attributes: accountAttributes, sizeLimit: 2))
            // A server that stops at two has still said that there are two.
            guard answer.result.isSuccess || answer.result.code == .sizeLimitExceeded else {
                return refusedLookup(answer.result)
            }
            switch answer.entries.count {
            case 0: return try await outsideScope(hasAnchor)
            case 1 where answer.result.isSuccess:
                // A matching rule may be more generous than the anchor's own form.
                guard let account = account(from: answer.entries[0]),
                    account.anchor == Anchor(value: value, form: anchorForm)
                else { return .notFound }
                return .found(account)
            default: return .ambiguous(answer.entries.compactMap(\.dn))
            }
        } catch {
            return .unavailable(AnswerDetails(error, server: server))
        }
    }

    /// Whether the anchor exists where the configuration does not look.
    private func outsideScope(_ hasAnchor: Filter) async throws -> AccountLookup {
        let contexts = rootDSE.namingContexts.compactMap { try? DistinguishedName(parsing: $0) }
        for base in contexts {
            let answer = try await connection.search(
                SearchRequest(
                    base: base, scope: .subtree, filter: hasAnchor, attributes: [anchorAttribute], sizeLimit: 2))
            if let dn = answer.entries.first?.dn { return .outOfScope(dn) }
        }
        return .notFound
    }

    private func refusedLookup(_ result: LDAPResult) -> AccountLookup {
        switch result.code.meaning {
        case .unavailable:
            return .unavailable(
                AnswerDetails(
                    result, server: server, explanation: result.code.explanation ?? "the search failed: \(result.code)")
            )
        case .refused:
            let explanation =
                result.code == .noSuchObject
                ? "users.base \(settings.base) does not exist, or the service account may not see it"
                : result.code.explanation ?? "the search was refused: \(result.code)"
            return .misconfigured(AnswerDetails(result, server: server, explanation: explanation))
        }
    }

    /// What is read of each account.
    var accountAttributes: [AttributeName] {
        [anchorAttribute, loginAttribute, kind.mustChangeAttribute] + kind.lock.all + kind.marker.all
            + (kind.policyAttribute.map { [$0] } ?? [])
    }

    /// The account in an entry; nil when it has no name or no anchor of the right form.
    func account(from entry: Entry) -> Account? {
        guard let dn = entry.dn, let value = entry.values(anchorAttribute).first,
            let anchor = Anchor(value: value, form: anchorForm)
        else { return nil }
        return Account(
            dn: dn, anchor: anchor, loginName: entry.text(loginAttribute), marker: ChangeMarker(entry, kind.marker),
            lock: lock(of: entry), mustChange: entry.flag(kind.mustChangeAttribute),
            policy: kind.policyAttribute.flatMap { entry.text($0) }.flatMap { try? DistinguishedName(parsing: $0) },
            isProtected: dn == settings.bindDN || settings.protected.contains(dn))
    }

    private func lock(of entry: Entry) -> Account.Lock {
        let byAdministrator = kind.lock.administratorValue.lowercased()
        if entry.texts(kind.lock.administrator).contains(where: { $0.lowercased() == byAdministrator }) {
            return .byAdministrator
        }
        guard let since = entry.text(kind.lock.locked) else { return .none }
        if let failures = kind.lock.failures, entry.text(failures).flatMap({ Int($0) }) ?? 0 == 0 { return .none }
        return .byFailures(since: since)
    }
}
