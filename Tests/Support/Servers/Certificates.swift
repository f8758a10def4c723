import Foundation

/// Certificates for tests, made once for each test process by the `openssl` command.
public struct Certificates: Sendable {
    /// The authority that signs all but the rogue.
    public let caFile: String
    /// An authority that nobody trusts.
    public let rogueCAFile: String
    /// For 127.0.0.1, ::1, `localhost` and this machine's name.
    public let server: Pair
    /// For `other.invalid` only.
    public let wrongName: Pair
    /// For 127.0.0.1, but it ended yesterday.
    public let expired: Pair
    /// For the agent as a client.
    public let client: Pair
    private let folder: TemporaryFolder

    /// A certificate and its key.
    public struct Pair: Sendable {
        /// PEM file.
        public let certificateFile: String
        /// PEM file.
        public let keyFile: String
    }

    /// The certificates of this process.
    public static let shared = Result { try Certificates() }

    private init() throws {
        let folder = try TemporaryFolder("certificates")
        self.folder = folder
        func authority(_ name: String) throws -> String {
            try Launcher.run(
                "/usr/bin/openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                    folder.file("\(name).key"), "-out", folder.file("\(name).crt"), "-days", "30", "-subj",
                    "/O=Example/CN=\(name)", "-addext", "basicConstraints=critical,CA:TRUE", "-addext",
                    "keyUsage=critical,keyCertSign,cRLSign",
                ])
            return folder.file("\(name).crt")
        }
        func leaf(_ name: String, subject: String, names: String, usage: String, days: Int = 30) throws -> Pair {
            let pair = Pair(certificateFile: folder.file("\(name).crt"), keyFile: folder.file("\(name).key"))
            let request = folder.file("\(name).csr")
            try Launcher.run(
                "/usr/bin/openssl",
                [
                    "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", pair.keyFile,
                    "-out", request, "-subj", subject,
                ])
            let extensions = try folder.write(
                "\(name).ext",
                (names.isEmpty ? "" : "subjectAltName=\(names)\n")
                    + "extendedKeyUsage=\(usage)\nkeyUsage=digitalSignature\nbasicConstraints=CA:FALSE\n")
            try Launcher.run(
                "/usr/bin/openssl",
                [
                    "x509", "-req", "-in", request, "-CA", folder.file("ca.crt"), "-CAkey", folder.file("ca.key"),
                    "-CAcreateserial", "-out", pair.certificateFile, "-days", String(days), "-extfile", extensions,
                ])
            return pair
        }
        caFile = try authority("ca")
        rogueCAFile = try authority("rogue")
        let here = "IP:127.0.0.1,IP:::1,DNS:localhost,DNS:\(ProcessInfo.processInfo.hostName)"
        server = try leaf("server", subject: "/O=Example/CN=localhost", names: here, usage: "serverAuth")
        wrongName = try leaf("wrong", subject: "/CN=other.invalid", names: "DNS:other.invalid", usage: "serverAuth")
        expired = try leaf("expired", subject: "/CN=localhost", names: here, usage: "serverAuth", days: -1)
        client = try leaf("client", subject: "/O=example/OU=agents/CN=agent", names: "", usage: "clientAuth")
    }
}
