import Foundation
import NIOSSL
import Writeback

/// Compares the authority that the administrator trusts with the one that the code names.
enum AuthorityPin {
    /// Whether one of the certificates in the file is the pinned one.
    ///
    /// - Throws: what the TLS library says of a file that it cannot read.
    static func isMet(_ pin: String, caFile: String) throws -> Bool {
        try NIOSSLCertificate.fromPEMFile(caFile).contains { certificate in
            Base64URL.sha256(of: try certificate.toDERBytes()) == pin
        }
    }
}
