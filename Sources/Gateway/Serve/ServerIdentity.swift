import NIOSSL
import Secrets
import Writeback
import X509

/// Certificate and key for TLS.
struct ServerIdentity {
    let leaf: Certificate
    let tls: TLSConfiguration
    /// SHA-256 of the authority's certificate, if the file ends with one that vouches for itself.
    let authoritySHA256: String?

    /// Why the gateway cannot show who it is.
    enum Failure: Error, Hashable, CustomStringConvertible {
        case certificateUnusable(path: String, reason: String)
        case keyUnusable(path: String)

        var description: String {
            switch self {
            case .certificateUnusable(let path, let reason):
                "listen.tls.certificateFile \(path) holds no certificates in PEM: \(reason)"
            case .keyUnusable(let path): "listen.tls.keyFile \(path) holds no private key in PEM"
            }
        }
    }

    init(listen: GatewayConfiguration.Listen) throws {
        let chain: [NIOSSLCertificate]
        let certificates: [Certificate]
        do {
            let pem = try String(contentsOfFile: listen.certificateFile, encoding: .utf8)
            chain = try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8))
            certificates = try chain.map { try Certificate(derEncoded: $0.toDERBytes()) }
        } catch {
            throw Failure.certificateUnusable(path: listen.certificateFile, reason: "\(error)")
        }
        guard let leaf = certificates.first, let last = certificates.last else {
            throw Failure.certificateUnusable(path: listen.certificateFile, reason: "the file is empty")
        }
        self.leaf = leaf
        authoritySHA256 =
            last.issuer == last.subject ? try Base64URL.sha256(of: chain[chain.count - 1].toDERBytes()) : nil
        // The check names mode and remedy; the library only says that it cannot read.
        try SecretFile(path: listen.keyFile).check()
        guard let key = try? NIOSSLPrivateKey(file: listen.keyFile, format: .pem) else {
            throw Failure.keyUnusable(path: listen.keyFile)
        }
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        tls.minimumTLSVersion = .tlsv12
        tls.applicationProtocols = ["http/1.1"]
        self.tls = tls
    }
}
