import Foundation

/// Which resources a token may be asked for, and what its `aud` then says.
enum Resources {
    /// The names of the services whose clients come here unchanged.
    private static let known: Set<String> = [
        "https://graph.microsoft.com", "https://management.core.windows.net", "https://management.azure.com",
        "https://servicebus.azure.net", "https://graph.windows.net",
    ]

    /// The audience for a `scope` of the form `RESOURCE/.default`, or for a v1 `resource`.
    ///
    /// - Throws: `TokenError.invalidScope`.
    static func audience(scope: String?, resource: String?, own: Addresses) throws(TokenError) -> String {
        let named: String
        if let scope {
            let scopes = scope.split(separator: " ").filter { $0.hasSuffix("/.default") }
            guard scopes.count == 1, let first = scopes.first else {
                throw .invalidScope("the scope has to be one resource followed by /.default")
            }
            named = String(first.dropLast("/.default".count))
        } else if let resource {
            named = resource
        } else {
            return own.publicURL
        }
        guard let audience = accepted(named, own: own) else {
            throw .invalidScope("this gateway issues no tokens for \(named); ask for \(own.publicURL)/.default")
        }
        return audience
    }

    /// The name without slashes at its end, if tokens for it are accepted here.
    ///
    /// Clients put two slashes where the name itself ends with one, and leave out the port.
    static func accepted(_ name: String, own: Addresses) -> String? {
        var name = name
        while name.hasSuffix("/") { name.removeLast() }
        if known.contains(name.lowercased()) { return name }
        guard let url = URL(string: name), url.scheme == "https", let host = url.host, own.isOwn(host: host),
            url.path.isEmpty
        else { return nil }
        return name
    }
}
