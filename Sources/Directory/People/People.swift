import LDAP

/// One person as the directory knows them, for the sync.
public struct Person: Hashable, Sendable {
    /// The source anchor.
    public var anchor: Anchor
    /// The name of the entry.
    public var dn: DistinguishedName
    /// The value of the login attribute.
    public var loginName: String?
    /// The name that people read.
    public var displayName: String?
    /// The mail address.
    public var mail: String?
    /// The name before Windows 2000; only Active Directory and Samba have one.
    public var samAccountName: String?
    /// The attributes that were asked for besides.
    public var attributes: [AttributeName: [[UInt8]]]
}

/// One page of people.
public struct PeoplePage: Hashable, Sendable {
    /// The people.
    public var people: [Person]
    /// Entries that match the filter but cannot be people: they have no anchor, or one that cannot be read.
    public var withoutAnchor: [String]
}

extension DirectorySession {
    /// Everybody under the configured base and filter, page by page. Each iteration reads anew.
    ///
    /// - Parameters:
    ///   - attributes: what else to bring.
    ///   - pageSize: how many entries are in memory at once.
    public func people(attributes: [AttributeName] = [], pageSize: UInt32 = 500) -> People {
        let own: [AttributeName] = [
            anchorAttribute, loginAttribute, "displayName", "cn", "mail", "sAMAccountName",
        ]
        let request = SearchRequest(
            base: settings.base, scope: .subtree, filter: settings.filter, attributes: own + attributes)
        return People(
            pages: connection.pages(request, size: pageSize), anchorAttribute: anchorAttribute, anchorForm: anchorForm,
            loginAttribute: loginAttribute, others: attributes)
    }
}

/// Everybody, page by page.
public struct People: AsyncSequence, Sendable {
    /// One page.
    public typealias Element = PeoplePage
    let pages: SearchPages
    let anchorAttribute: AttributeName
    let anchorForm: DirectoryKind.AnchorForm
    let loginAttribute: AttributeName
    let others: [AttributeName]

    /// Begins with the first page.
    public func makeAsyncIterator() -> Iterator { Iterator(people: self, pages: pages.makeAsyncIterator()) }

    /// Remembers how far the reading has come.
    public struct Iterator: AsyncIteratorProtocol {
        let people: People
        var pages: SearchPages.Iterator

        /// The next page; nil after the last.
        ///
        /// - Throws: `OperationRefused`, `ConnectionFailure`, `CancellationError`.
        public mutating func next() async throws -> PeoplePage? {
            guard let entries = try await pages.next() else { return nil }
            return people.page(entries)
        }
    }

    private func page(_ entries: [Entry]) -> PeoplePage {
        var page = PeoplePage(people: [], withoutAnchor: [])
        for entry in entries {
            guard let person = person(entry) else {
                page.withoutAnchor.append(entry.dnText)
                continue
            }
            page.people.append(person)
        }
        return page
    }

    private func person(_ entry: Entry) -> Person? {
        guard let dn = entry.dn, let value = entry.values(anchorAttribute).first,
            let anchor = Anchor(value: value, form: anchorForm)
        else { return nil }
        return Person(
            anchor: anchor, dn: dn, loginName: entry.text(loginAttribute),
            displayName: entry.text("displayName") ?? entry.text("cn"), mail: entry.text("mail"),
            samAccountName: entry.text("sAMAccountName"),
            attributes: entry.attributes.filter { others.contains($0.key) })
    }
}
