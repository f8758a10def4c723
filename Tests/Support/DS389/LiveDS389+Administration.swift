import Foundation

extension LiveDS389 {
    private var admin: [String] { ["-x", "-H", ldapiURL, "-D", adminDN, "-w", adminPassword] }

    func administer(_ ldif: String) throws { try Launcher.run("/usr/bin/ldapmodify", admin, input: ldif) }

    /// Applies LDIF with `changetype` as Directory Manager, also to `cn=config`.
    public func modify(_ ldif: String) async throws { try await Launcher.offPool { try self.administer(ldif) } }

    /// Sets one attribute of `cn=config` while the server runs.
    public func configure(_ attribute: String, _ value: String) async throws {
        try await modify("dn: cn=config\nchangetype: modify\nreplace: \(attribute)\n\(attribute): \(value)\n")
    }

    /// The values of an attribute of an entry, as text, read by Directory Manager.
    public func values(_ attribute: String, of dn: String) async throws -> [String] {
        let arguments = admin + ["-LLL", "-o", "ldif-wrap=no", "-s", "base", "-b", dn, attribute]
        let output = try await Launcher.offPool { try Launcher.run("/usr/bin/ldapsearch", arguments).output }
        return output.split(separator: "\n").compactMap { line in
            let line = line.lowercased().hasPrefix(attribute.lowercased()) ? line.dropFirst(attribute.count) : ""
            if line.hasPrefix(": ") { return String(line.dropFirst(2)) }
            guard line.hasPrefix(":: "), let data = Data(base64Encoded: String(line.dropFirst(3))) else { return nil }
            return String(decoding: data, as: UTF8.self)
        }
    }

    /// Whether a bind with these bytes succeeds; a refused one counts as a failed bind.
    public func accepts(_ dn: String, password: [UInt8]) async throws -> Bool {
        let folder = try TemporaryFolder("bind")
        let file = folder.file("password")
        _ = FileManager.default.createFile(
            atPath: file, contents: Data(password), attributes: [.posixPermissions: 0o600])
        let arguments = ["-x", "-H", ldapiURL, "-D", dn, "-y", file]
        let status = try await Launcher.offPool {
            // 49 is invalidCredentials, 19 a lock by failed binds, 53 an administrator's.
            try Launcher.run("/usr/bin/ldapwhoami", arguments, accepting: [0, 1, 19, 49, 53]).status
        }
        return status == 0
    }
}
