/// Where a server listens: `ldap://host[:port]`, `ldaps://host[:port]` or `ldapi://%2Fpath%2Fof%2Fsocket`.
public struct ServerURL: Hashable, Sendable, CustomStringConvertible {
    /// How to reach it.
    public enum Endpoint: Hashable, Sendable {
        /// Host name or address (IPv6 without brackets) and port.
        case network(host: String, port: UInt16)
        /// The path of a Unix socket.
        case local(path: String)
    }

    /// The way of speaking.
    public enum Scheme: String, Hashable, Sendable {
        /// Clear text, until StartTLS.
        case ldap
        /// TLS from the first byte.
        case ldaps
        /// A Unix socket on this machine; needs no TLS.
        case ldapi
    }

    /// The way of speaking.
    public let scheme: Scheme
    /// How to reach it.
    public let endpoint: Endpoint

    /// Not such a URL.
    public struct Invalid: Error, Hashable, Sendable, CustomStringConvertible {
        /// What was given.
        public let text: String
        /// What is wrong with it.
        public let problem: String
        /// One sentence.
        public var description: String { "\"\(text)\" is not the URL of an LDAP server: \(problem)" }
    }

    /// Reads a configured URL. Default ports are 389 and 636.
    ///
    /// - Throws: `Invalid`.
    public init(parsing text: String) throws(Invalid) {
        func invalid(_ problem: String) -> Invalid { Invalid(text: text, problem: problem) }
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else {
            throw invalid("it must begin with ldaps://, ldap:// or ldapi://")
        }
        guard let scheme = Scheme(rawValue: text[..<colon].lowercased()) else {
            throw invalid("the scheme must be ldaps, ldap or ldapi")
        }
        var rest = text[colon...].dropFirst(3)
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        guard !rest.contains(where: { "/?#@ ".contains($0) }) else {
            throw invalid("only a host and a port may follow the scheme (a base or filter has a setting of its own)")
        }
        self.scheme = scheme
        if scheme == .ldapi {
            guard let path = Self.percentDecoded(rest), path.hasPrefix("/"), !path.utf8.contains(0) else {
                throw invalid("ldapi:// needs the absolute path of a socket with %2F for each /")
            }
            guard path.utf8.count <= 107 else { throw invalid("the path of a Unix socket has at most 107 bytes") }
            endpoint = .local(path: path)
            return
        }
        let standard: UInt16 = scheme == .ldaps ? 636 : 389
        var host = rest
        var port = standard
        if rest.first == "[" {
            guard let end = rest.firstIndex(of: "]") else { throw invalid("the ] after the IPv6 address is missing") }
            host = rest[rest.index(after: rest.startIndex)..<end]
            rest = rest[rest.index(after: end)...]
            guard rest.isEmpty || rest.first == ":" else { throw invalid("only :port may follow the ]") }
            guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || ":.%".contains($0) }) else {
                throw invalid("between [ and ] there must be an IPv6 address")
            }
        } else if rest.count(where: { $0 == ":" }) > 1 {
            throw invalid("an IPv6 address must stand in brackets")
        } else {
            host = rest[..<(rest.firstIndex(of: ":") ?? rest.endIndex)]
            rest = rest[host.endIndex...]
            guard host.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || ".-_".contains($0)) }) else {
                throw invalid("the host name has characters that no host name has")
            }
        }
        guard !host.isEmpty else { throw invalid("the host is missing") }
        if rest.first == ":" {
            guard let number = UInt16(rest.dropFirst()), number > 0 else {
                throw invalid("the port must be a number from 1 to 65535")
            }
            port = number
        }
        endpoint = .network(host: String(host), port: port)
    }

    /// The URL in one spelling: always with the port.
    public var description: String {
        switch endpoint {
        case .network(let host, let port): "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        case .local(let path):
            "ldapi://"
                + path.utf8.map { byte in
                    let character = Character(Unicode.Scalar(byte))
                    return byte < 0x80 && (character.isLetter || character.isNumber || ".-_".contains(character))
                        ? String(character) : "%" + Hexadecimal.digits(byte).uppercased()
                }.joined()
        }
    }

    private static func percentDecoded(_ text: Substring) -> String? {
        let bytes = Array(text.utf8)
        var decoded: [UInt8] = []
        var offset = 0
        while offset < bytes.count {
            if bytes[offset] == UInt8(ascii: "%") {
                guard let byte = Hexadecimal.byte(in: bytes, at: offset + 1) else { return nil }
                decoded.append(byte)
                offset += 3
            } else {
                decoded.append(bytes[offset])
                offset += 1
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }
}
