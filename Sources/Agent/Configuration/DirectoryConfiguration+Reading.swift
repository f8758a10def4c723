import Daemon
import Directory
import LDAP

extension DirectoryConfiguration {
    init(_ root: ConfigurationSection) throws(ConfigurationProblem) {
        let section = try root.section(
            "directory",
            known: [
                "kind", "servers", "tls", "bind", "users", "protected", "timeouts", "write", "serverHashes",
                "defaultPolicy",
            ])
        let tls = try Self.tls(section)
        server = try Self.server(section, tls: tls)
        let bind = try section.section(
            "bind", known: ["method", "dn", "passwordFile"], later: ["authzid", "keytabFile"])
        try Self.checkMethod(bind)
        let bindDN = try bind.name(try bind.requiredText("dn"), key: "dn")
        _ = try bind.requiredText("passwordFile")
        passwordFile = try bind.filePath("passwordFile") ?? ""
        let users = try section.section("users", known: ["base", "filter", "anchorAttribute", "loginAttribute"])
        filterText = try users.text("filter") ?? "(objectClass=inetOrgPerson)"
        let protected = try section.section("protected", known: ["entries"], later: ["groups"])
        var entries: [DistinguishedName] = []
        for text in try protected.texts("entries") { entries.append(try protected.name(text, key: "entries")) }
        let serverHashes = try section.flag("serverHashes", default: false)
        settings = DirectorySettings(
            kind: try Self.kind(section), tls: tls, limits: try Self.limits(section), bindDN: bindDN,
            base: try users.name(try users.requiredText("base"), key: "base"),
            filter: try users.filter(filterText, key: "filter"),
            anchorAttribute: try users.attribute("anchorAttribute"),
            loginAttribute: try users.attribute("loginAttribute") ?? "mail", protected: entries,
            write: try Self.write(section, serverHashes: serverHashes), serverHashes: serverHashes,
            defaultPolicy: try section.text("defaultPolicy").map { text throws(ConfigurationProblem) in
                try section.name(text, key: "defaultPolicy")
            })
    }

    private static func kind(_ section: ConfigurationSection) throws(ConfigurationProblem) -> KindName {
        guard let text = try section.text("kind") else { return .auto }
        guard let kind = KindName(rawValue: text) else {
            throw section.problem("kind", "must be one of \(KindName.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard kind == .auto || DirectoryKind.all.contains(where: { $0.name == kind }) else {
            throw section.problem(
                "kind", "\(text) is not supported by this version; supported: auto, \(DirectoryKind.supported)")
        }
        return kind
    }

    private static func checkMethod(_ bind: ConfigurationSection) throws(ConfigurationProblem) {
        guard let method = try bind.text("method"), method != "simple" else { return }
        let known = ["external", "gssapi", "scram"].contains(method)
        throw bind.problem(
            "method", known ? "\(method) is not supported by this version; supported: simple" : "must be simple")
    }

    private static func write(
        _ section: ConfigurationSection, serverHashes: Bool
    ) throws(ConfigurationProblem) -> DirectoryKind.WriteMethod? {
        switch try section.text("write") {
        case nil, "auto": return nil
        case "exop": return .exop
        case "modify":
            guard serverHashes else {
                throw section.problem(
                    "write",
                    "modify needs directory.serverHashes: true, your word that the server hashes what it is given; "
                        + "otherwise it would keep the password in clear text")
            }
            return .modify
        case "unicodePwd": throw section.problem("write", "unicodePwd is not supported by this version")
        case let other?: throw section.problem("write", "\(other) is none of auto, exop, modify")
        }
    }

    private static func tls(_ section: ConfigurationSection) throws(ConfigurationProblem) -> TLSSettings? {
        let tls = try section.section("tls", known: ["caFile", "certificateFile", "keyFile", "startTLS", "minimum"])
        let startTLS = try tls.flag("startTLS", default: false)
        guard let caFile = try tls.filePath("caFile") else {
            if startTLS {
                throw tls.problem(
                    "startTLS", "needs directory.tls.caFile: the authority that signed the server's certificate")
            }
            return nil
        }
        if tls.has("certificateFile") != tls.has("keyFile") {
            throw tls.problem(
                tls.has("keyFile") ? "keyFile" : "certificateFile", "certificateFile and keyFile must be set together")
        }
        return TLSSettings(
            caFile: caFile, certificateFile: try tls.filePath("certificateFile"), keyFile: try tls.filePath("keyFile"),
            startTLS: startTLS, minimum: try tls.choice("minimum", default: .tls12))
    }

    /// One server in this version; the order of several, and failing over, come later.
    private static func server(
        _ section: ConfigurationSection, tls: TLSSettings?
    ) throws(ConfigurationProblem) -> ServerURL {
        let texts = try section.texts("servers")
        guard let text = texts.first else {
            throw section.problem("servers", "at least one server must be named, such as [ldaps://ldap.example.org]")
        }
        guard texts.count == 1 else {
            throw section.problem(
                "servers", "more than one server is not supported by this version; name the writable one")
        }
        let url: ServerURL
        do {
            url = try ServerURL(parsing: text)
        } catch {
            throw section.problem("servers", "\(error)")
        }
        if url.scheme == .ldap, tls?.startTLS != true {
            throw section.problem(
                "servers",
                "\(text) would send passwords in clear text; use ldaps://, set directory.tls.startTLS: true, or use ldapi://"
            )
        }
        if url.scheme == .ldaps, tls == nil {
            throw section.problem(
                "servers", "\(text) needs directory.tls.caFile: the authority that signed its certificate")
        }
        if url.scheme == .ldaps, tls?.startTLS == true {
            throw section.problem(
                "servers", "\(text) is TLS from the start; directory.tls.startTLS is for ldap:// only")
        }
        return url
    }

    private static func limits(_ section: ConfigurationSection) throws(ConfigurationProblem) -> TimeLimits {
        let timeouts = try section.section("timeouts", known: ["connect", "handshake", "bind", "operation"])
        let range: ClosedRange<Duration> = .milliseconds(100)...(.seconds(300))
        return TimeLimits(
            connect: try timeouts.duration("connect", default: .seconds(5), in: range),
            handshake: try timeouts.duration("handshake", default: .seconds(5), in: range),
            bind: try timeouts.duration("bind", default: .seconds(10), in: range),
            operation: try timeouts.duration("operation", default: .seconds(10), in: range))
    }
}

/// The values of LDAP, with the line where they stand when they are none.
extension ConfigurationSection {
    fileprivate func name(_ text: String, key: String) throws(ConfigurationProblem) -> DistinguishedName {
        do {
            return try DistinguishedName(parsing: text)
        } catch {
            throw problem(key, "\(error)")
        }
    }

    fileprivate func filter(_ text: String, key: String) throws(ConfigurationProblem) -> Filter {
        do {
            return try Filter(parsing: text)
        } catch {
            throw problem(key, "\(error)")
        }
    }

    fileprivate func attribute(_ key: String) throws(ConfigurationProblem) -> AttributeName? {
        guard let text = try text(key) else { return nil }
        do {
            return try AttributeName(parsing: text)
        } catch {
            throw problem(key, "\(error)")
        }
    }
}
