import Foundation

extension LiveDS389 {
    /// The folder with `dse.ldif`. Its own name becomes that of a semaphore, so it is one that leftovers are found by.
    var configurationFolder: String { folder.file(folder.name) }

    /// Folders, schema, and the certificate in a database of NSS without a password.
    func prepare(_ certificates: Certificates) throws {
        let files = FileManager.default
        for name in [folder.name, "db", "home", "ldif", "bak", "lock", "run", "tmp"] {
            try files.createDirectory(atPath: folder.file(name), withIntermediateDirectories: false)
        }
        try files.copyItem(atPath: "/etc/dirsrv/schema", toPath: "\(configurationFolder)/schema")
        try files.copyItem(
            atPath: "/etc/dirsrv/config/slapd-collations.conf", toPath: "\(configurationFolder)/slapd-collations.conf")
        try folder.write(
            "\(folder.name)/certmap.conf", "certmap default default\ndefault:DNComps\ndefault:FilterComps cn\n")
        let database = "sql:\(configurationFolder)"
        let bundle = folder.file("server.p12")
        try Launcher.run("/usr/bin/certutil", ["-N", "-d", database, "--empty-password"])
        try Launcher.run(
            "/usr/bin/certutil", ["-A", "-d", database, "-n", "CA", "-t", "CT,,", "-i", certificates.caFile])
        try Launcher.run(
            "/usr/bin/openssl",
            [
                "pkcs12", "-export", "-in", certificates.server.certificateFile, "-inkey", certificates.server.keyFile,
                "-name", "Server-Cert", "-out", bundle, "-passout", "pass:",
            ])
        try Launcher.run("/usr/bin/pk12util", ["-i", bundle, "-d", database, "-W", "", "-K", ""])
    }

    /// `dse.ldif`, from the templates of the package: what dscreate does, which needs systemd.
    func writeConfiguration(port: UInt16) throws {
        let hash = try Launcher.run("/usr/bin/pwdhash", ["-s", "SSHA512", adminPassword]).output
        let values = [
            "schema_dir": "\(configurationFolder)/schema", "lock_dir": folder.file("lock"),
            "tmp_dir": folder.file("tmp"), "cert_dir": configurationFolder, "ldif_dir": folder.file("ldif"),
            "bak_dir": folder.file("bak"), "run_dir": folder.file("run"), "inst_dir": configurationFolder,
            "log_dir": folder.path, "fqdn": "localhost", "ds_port": "0", "ds_user": NSUserName(),
            "rootdn": adminDN, "ds_passwd": hash.trimmingCharacters(in: .whitespacesAndNewlines),
            "ldapi_enabled": "on", "ldapi": folder.file("ldapi"), "ldapi_autobind": "off", "ds_suffix": baseDN,
            "config_dir": configurationFolder, "db_dir": databaseFolder, "db_home_dir": folder.file("home"),
            "db_lib": "bdb", "ds_bename": "userRoot",
        ]
        let parts = try ["template-dse", "template-suffix-db", "template-sasl"].map { name in
            try String(contentsOfFile: "/usr/share/dirsrv/data/\(name).ldif", encoding: .utf8)
                .split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("#") }
                .joined(separator: "\n").trimmingCharacters(in: .newlines)
        }
        var text = parts.joined(separator: "\n\n") + "\n"
        for (name, value) in values { text = text.replacing("%\(name)%", with: value) }
        // The template names this entry otherwise than its RDN does.
        text = text.replacing("cn: encrypted attributes keys", with: "cn: encrypted attribute keys")
        var settings = [
            "nsslapd-listenhost": "127.0.0.1", "nsslapd-securelistenhost": "127.0.0.1",
            "nsslapd-secureport": "\(port)", "nsslapd-security": "on", "nsslapd-pwpolicy-local": "on",
            "nsslapd-ignore-virtual-attrs": "on", "passwordCheckSyntax": "on", "passwordMinLength": "10",
            "passwordMinTokenLength": "3", "passwordHistory": "on", "passwordInHistory": "3", "passwordLockout": "on",
            "passwordMaxFailure": "3", "passwordUnlock": "off", "passwordChange": "on", "passwordMustChange": "on",
            "passwordStorageScheme": "PBKDF2_SHA256", "nsslapd-allow-hashed-passwords": "off",
        ]
        settings.merge(options.configuration) { _, new in new }
        let anchor = "nsslapd-ldapimaprootdn: \(adminDN)\n"
        guard text.contains(anchor) else { throw Launcher.Failure(description: "another template-dse.ldif") }
        let lines = settings.map { "\($0.key): \($0.value)\n" }.sorted().joined()
        text = text.replacing(anchor, with: anchor + lines, maxReplacements: 1)
        text = text.replacing(
            "nsslapd-backend-implement:",
            with: "nsslapd-dbcachesize: 10000000\nnsslapd-db-durable-transaction: off\nnsslapd-cache-autosize: 0\n"
                + "nsslapd-backend-implement:", maxReplacements: 1)
        try folder.write("\(folder.name)/dse.ldif", text)
    }

    /// Fills the database.
    func load() throws {
        let file = try folder.write("ldif/entries.ldif", entries)
        try Launcher.run(
            "/usr/sbin/ns-slapd", ["ldif2db", "-D", configurationFolder, "-n", "userRoot", "-i", file])
    }

    private var entries: String {
        let units = ["people", "admins", "services"].map {
            "dn: ou=\($0),\(baseDN)\nobjectClass: organizationalUnit\nou: \($0)\n"
        }
        let agent = """
            dn: \(agentDN)
            objectClass: organizationalRole
            objectClass: simpleSecurityObject
            cn: writeback
            userPassword: {SSHA}XkGnK0UWe5eWhD4FZseTeMS99v2Yhm7j

            """
        let robot = "dn: uid=robot,\(peopleDN)\nobjectClass: account\nuid: robot\n"
        return
            (["dn: \(baseDN)\nobjectClass: domain\ndc: example\n"] + units + [agent, robot, person("boss", "admins")]
            + people.map { person($0.uid, "people") }
            + (0..<options.morePeople).map { person("person\($0)", "people", hasPassword: false) }).joined(
                separator: "\n")
    }

    private func person(_ uid: String, _ unit: String, hasPassword: Bool = true) -> String {
        let name = uid.prefix(1).uppercased() + uid.dropFirst()
        return """
            dn: uid=\(uid),ou=\(unit),\(baseDN)
            objectClass: inetOrgPerson
            uid: \(uid)
            cn: \(name) Example
            sn: Example
            displayName: \(name) Example
            mail: \(uid)@example.test
            \(hasPassword ? "userPassword: {SSHA}OLJqNO1m4TxVFjI50vtOKg2uDb5w6EgU\n" : "")
            """
    }

    /// The recipe that administrators are given, for this suffix.
    func recipe() throws -> String {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Config/directories/389ds.aci.ldif")
        return try String(contentsOf: file, encoding: .utf8).replacing("dc=example,dc=org", with: baseDN)
    }
}
