extension Connection {
    /// Searches and brings everything at once. Give a size limit, or use `pages`, where much may be found.
    ///
    /// - Throws: `ConnectionFailure`, `CancellationError`. A result code other than success is in the answer.
    public func search(_ request: SearchRequest) async throws -> SearchAnswer {
        let answer = try await perform(.search(request), controls: request.controls)
        return SearchAnswer(entries: answer.entries, references: answer.references, result: answer.result)
    }

    /// Searches page by page (RFC 2696), so that memory holds one page at a time.
    public func pages(_ request: SearchRequest, size: UInt32 = 500) -> SearchPages {
        SearchPages(connection: self, request: request, size: size)
    }
}

/// The pages of a search. Each iteration is a search of its own.
public struct SearchPages: AsyncSequence, Sendable {
    /// One page.
    public typealias Element = [Entry]

    let connection: Connection
    let request: SearchRequest
    let size: UInt32

    /// Begins with the first page.
    public func makeAsyncIterator() -> Iterator { Iterator(pages: self) }

    /// Remembers how far the search has come.
    public struct Iterator: AsyncIteratorProtocol {
        let pages: SearchPages
        private var cookie: [UInt8]? = []

        init(pages: SearchPages) { self.pages = pages }

        /// The next page; nil after the last.
        ///
        /// - Throws: `OperationRefused`, `ConnectionFailure`, `CancellationError`.
        public mutating func next() async throws -> [Entry]? {
            guard let cookie else { return nil }
            let controls = pages.request.controls + [.page(size: pages.size, cookie: cookie)]
            let answer = try await pages.connection.perform(.search(pages.request), controls: controls)
            try answer.result.requireSuccess()
            let next = answer.result.controls.lazy.compactMap(\.pageCookie).first ?? []
            self.cookie = next.isEmpty ? nil : next
            if answer.entries.isEmpty, next.isEmpty { return nil }
            return answer.entries
        }
    }
}
