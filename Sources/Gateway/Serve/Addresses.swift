import Foundation
import Hummingbird
import NIOConcurrencyHelpers
import SwiftASN1
import X509

/// Under which names and URLs the gateway is known.
///
/// Absolute URLs go back to a client under the name it used, but only if that name is the gateway's own: otherwise a forged
/// `Host` could make the gateway accept what was signed for somebody else.
package struct Addresses: Sendable {
    private let names: Set<String>
    private let wildcards: Set<String>
    private let firstName: String
    private let configured: String?
    private let port: NIOLockedValueBox<Int>

    /// Knows the names in the certificate, the configured URL's host and the address.
    init(certificate: Certificate?, listen: GatewayConfiguration.Listen) {
        let fromCertificate = certificate.map(Self.names(in:)) ?? []
        let publicHost = listen.publicURL.flatMap { URL(string: $0)?.host }
        names = Set((fromCertificate + [publicHost, listen.address].compactMap { $0 }).map { $0.lowercased() })
        wildcards = Set(names.filter { $0.hasPrefix("*.") }.map { String($0.dropFirst()) })
        firstName = fromCertificate.first { !$0.hasPrefix("*") } ?? listen.address
        configured = listen.publicURL
        port = NIOLockedValueBox(listen.port)
    }

    /// The URL that the administrator set, else one made of the certificate's first name and the port.
    package var publicURL: String {
        if let configured { return configured }
        let port = port.withLockedValue { $0 }
        return "https://\(Self.bracketed(firstName))" + (port == 443 ? "" : ":\(port)")
    }

    /// Whether the URL is known without a running server.
    var isSettled: Bool { configured != nil || port.withLockedValue { $0 } != 0 }

    /// Tells the port that the system chose.
    func settle(port chosen: Int) { port.withLockedValue { $0 = chosen } }

    /// The URL that this client used, without a slash at its end.
    func base(of request: Request) -> String {
        guard let authority = request.head.authority, let host = URL(string: "https://\(authority)")?.host,
            isOwn(host: host)
        else { return publicURL }
        return "https://\(authority)"
    }

    /// Whether the host is one of the gateway's own names.
    func isOwn(host: String) -> Bool {
        let host = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]")).lowercased()
        if names.contains(host) { return true }
        guard let dot = host.firstIndex(of: ".") else { return false }
        return wildcards.contains(String(host[dot...]))
    }

    private static func bracketed(_ name: String) -> String { name.contains(":") ? "[\(name)]" : name }

    private static func names(in certificate: Certificate) -> [String] {
        guard let alternatives = try? certificate.extensions.subjectAlternativeNames else { return [] }
        return alternatives.compactMap { name in
            switch name {
            case .dnsName(let name): name
            case .ipAddress(let address): IPAddress.text(address.bytes)
            default: nil
            }
        }
    }
}

/// Addresses in certificates are bytes.
enum IPAddress {
    static func text(_ bytes: ArraySlice<UInt8>) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        let found = bytes.withUnsafeBytes { inet_ntop(family, $0.baseAddress, &buffer, socklen_t(buffer.count)) != nil }
        guard found else { return nil }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
