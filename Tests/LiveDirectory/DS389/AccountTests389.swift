import Directory
import Foundation
import LDAP
import Support
import Testing

/// Finding people in a 389 Directory Server, and looking at the installation.
@Suite struct AccountTests389 {
    @Test func findsExactlyOne() async throws {
        let server = try await LiveDS389.shared()
        let session = try await server.session()
        #expect(session.kind.name == .directoryServer389)
        let alice = try await server.account("alice", session)
        #expect(alice.dn == (try server.dn("alice")) && alice.loginName == "alice")
        #expect(alice.lock == .none && !alice.isProtected && alice.mustChange == nil)
        #expect(alice.marker.passwordTime == nil && alice.marker.sequence != nil)
        for unknown in ["", "*", "not-an-anchor", "90945730-e56e11f1-acace6ba-3dad7b5b"] {
            #expect(await session.account(Anchor(unknown)) == .notFound)
        }
        for dn in ["uid=boss,ou=admins,\(server.baseDN)", "uid=robot,\(server.peopleDN)"] {
            let anchor = try await server.anchor(of: dn)
            #expect(await session.account(anchor) == .outOfScope(try DistinguishedName(parsing: dn)))
        }
    }

    @Test func looksAtTheInstallation() async throws {
        let server = try await LiveDS389.shared()
        let session = try await server.session { $0.defaultPolicy = try DistinguishedName(parsing: "cn=config") }
        for name in ProbeAnswer.Name.allCases {
            let answer = await session.probe(name)
            #expect(answer.status == .pass && answer.code == "ok", "\(answer)")
        }
        let reading = await session.policy(for: try await server.account("alice", session))
        guard case .read(let policy) = reading else {
            Issue.record("\(reading)")
            return
        }
        #expect(policy.minimumLength == 10 && !policy.lengthCountsBytes && policy.history == 3)
        #expect(policy.lockoutAfter == 3 && policy.lockoutSeconds == 0 && policy.checksQuality)
        #expect(policy.maximumAgeSeconds == 0 && !policy.requiresCurrentPassword)
    }

    /// Exactly the rights of the recipe: no hash, no old one, no other attribute, nobody outside.
    @Test func theRecipeGivesNoMore() async throws {
        let server = try await LiveDS389.shared()
        let session = try await server.session()
        _ = try await server.account("alice", session)
        let connection = try await Connection.open(
            ConnectionSettings(
                server: ServerURL(parsing: server.ldapsURL), tls: TLSSettings(caFile: server.caFile),
                limits: LiveSlapd.patient))
        try await connection.bind(DistinguishedName(parsing: server.agentDN), password: password(server.agentPassword))
            .requireSuccess()
        let answer = try await connection.search(
            SearchRequest(
                base: try server.dn("alice"), scope: .base,
                attributes: ["userPassword", "passwordHistory", "sn", "uid"]))
        #expect(answer.entries.first?.attributes.keys.sorted { $0.text < $1.text } == ["uid"])
        let sn = try await connection.modify(try server.dn("alice"), [.replace("sn", with: .text("x"))])
        #expect(sn.code == .insufficientAccessRights)
        let boss = try DistinguishedName(parsing: "uid=boss,ou=admins,\(server.baseDN)")
        let outside = try await connection.modify(boss, [.replace("userPassword", with: .text("NewPassw0rd-1"))])
        #expect(outside.code == .insufficientAccessRights)
        let settings = try await connection.search(
            SearchRequest(
                base: try DistinguishedName(parsing: "cn=config"), scope: .base, attributes: ["nsslapd-rootpw"]))
        #expect(settings.entries.first?.attributes.isEmpty == true)
        await connection.close()
    }

    /// More than the server gives to an ordinary account.
    @Test func readsEverybody() async throws {
        let server = try await LiveDS389.start(.init { $0.morePeople = 5100 })
        let session = try await server.session()
        var people: [Directory.Person] = []
        for try await page in session.people(attributes: [], pageSize: 500) {
            #expect(page.people.count <= 500 && page.withoutAnchor.isEmpty)
            people += page.people
        }
        #expect(people.count == server.people.count + 5100)
        #expect(Set(people.map(\.anchor)).count == people.count)
        let alice = people.first { $0.loginName == "alice" }
        #expect(alice?.displayName == "Alice Example" && alice?.mail == "alice@example.test")
    }

    @Test func bindsAreToldApart() async throws {
        let server = try await LiveDS389.start()
        guard case .refused(.wrongCredentials, _) = await (try server.link()).bind(password: password("wrong")) else {
            Issue.record("not refused")
            return
        }
        for _ in 0..<2 { _ = await (try server.link()).bind(password: password("wrong")) }
        let right = password(server.agentPassword)
        guard case .refused(.accountLocked, let details) = await (try server.link()).bind(password: right) else {
            Issue.record("not locked")
            return
        }
        #expect(details.resultCode == 19)
        try await server.modify(
            "dn: \(server.agentDN)\nchangetype: modify\nreplace: passwordRetryCount\n-\nreplace: accountUnlockTime\n"
                + "-\nreplace: nsAccountLock\nnsAccountLock: true\n")
        guard case .refused(.accountLocked, _) = await (try server.link()).bind(password: right) else {
            Issue.record("not inactivated")
            return
        }
    }
}
