import Foundation

extension LiveSlapd {
    /// Applies LDIF with `changetype` as the root DN, through the local socket.
    public func modify(_ ldif: String) async throws {
        let arguments = ["-x", "-H", ldapiURL, "-D", adminDN, "-w", adminPassword]
        _ = try await Launcher.offPool { try Launcher.run("/usr/bin/ldapmodify", arguments, input: ldif) }
    }

    /// Adds entries as the root DN.
    public func add(_ ldif: String) async throws {
        let arguments = ["-x", "-a", "-H", ldapiURL, "-D", adminDN, "-w", adminPassword]
        _ = try await Launcher.offPool { try Launcher.run("/usr/bin/ldapmodify", arguments, input: ldif) }
    }

    /// Changes `cn=config` while the server runs.
    public func configure(_ ldif: String) async throws {
        let arguments = ["-Q", "-Y", "EXTERNAL", "-H", ldapiURL]
        _ = try await Launcher.offPool { try Launcher.run("/usr/bin/ldapmodify", arguments, input: ldif) }
    }

    /// The values of an attribute of an entry, as text, read by the root DN.
    public func values(_ attribute: String, of dn: String) async throws -> [String] {
        let arguments = [
            "-x", "-LLL", "-o", "ldif-wrap=no", "-H", ldapiURL, "-D", adminDN, "-w", adminPassword, "-s", "base", "-b",
            dn, attribute,
        ]
        let output = try await Launcher.offPool { try Launcher.run("/usr/bin/ldapsearch", arguments).output }
        return output.split(separator: "\n").compactMap { line in
            if line.hasPrefix("\(attribute): ") { return String(line.dropFirst(attribute.count + 2)) }
            guard line.hasPrefix("\(attribute):: "),
                let data = Data(base64Encoded: String(line.dropFirst(attribute.count + 3)))
            else { return nil }
            return String(decoding: data, as: UTF8.self)
        }
    }

    /// The anchor of an entry.
    public func entryUUID(of dn: String) async throws -> String { try await values("entryUUID", of: dn).first ?? "" }

    /// Whether a bind with these bytes succeeds; a refused one counts as a failed bind.
    public func accepts(_ dn: String, password: [UInt8]) async throws -> Bool {
        let folder = try TemporaryFolder("bind")
        let file = folder.file("password")
        _ = FileManager.default.createFile(
            atPath: file, contents: Data(password), attributes: [.posixPermissions: 0o600])
        let arguments = ["-x", "-H", ldapiURL, "-D", dn, "-y", file]
        let status = try await Launcher.offPool {
            // 49 is invalidCredentials.
            try Launcher.run("/usr/bin/ldapwhoami", arguments, accepting: [0, 49]).status
        }
        return status == 0
    }
}
