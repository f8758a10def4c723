import Directory
import Foundation
import LDAP
import Logging
import Support
import Testing

/// Finding people, and looking at the installation.
@Suite struct AccountTests {
    @Test func findsExactlyOne() async throws {
        let slapd = try await LiveSlapd.start()
        let session = try await slapd.session()
        let alice = try await slapd.account("alice", session)
        #expect(alice.dn == (try slapd.dn("alice")) && alice.loginName == "alice")
        #expect(alice.lock == .none && !alice.isProtected)
        #expect(alice.marker.passwordTime == nil && alice.marker.sequence != nil)
        #expect(ChangeMarker(text: alice.marker.text) == alice.marker)
        // Any case of a UUID is the same anchor.
        guard case .found(let same) = await session.account(Anchor(alice.anchor.text.uppercased())) else {
            Issue.record("upper case")
            return
        }
        #expect(same.anchor == alice.anchor)
        for unknown in ["", "*", "not-a-uuid", UUID().uuidString] {
            #expect(await session.account(Anchor(unknown)) == .notFound)
        }
        for (dn, name) in [("uid=boss,ou=admins,\(slapd.baseDN)", "base"), ("uid=robot,\(slapd.peopleDN)", "filter")] {
            let anchor = Anchor(try await slapd.entryUUID(of: dn))
            #expect(await session.account(anchor) == .outOfScope(try DistinguishedName(parsing: dn)), "\(name)")
        }
    }

    @Test func tellsTwoFromOne() async throws {
        let slapd = try await LiveSlapd.start()
        try await slapd.modify(
            ["alice", "bob", "carol"].map {
                "dn: uid=\($0),\(slapd.peopleDN)\nchangetype: modify\nreplace: employeeNumber\nemployeeNumber: 77\n"
            }.joined(separator: "\n"))
        let session = try await slapd.session { $0.anchorAttribute = "employeeNumber" }
        guard case .ambiguous(let names) = await session.account(Anchor("77")) else {
            Issue.record("not ambiguous")
            return
        }
        #expect(names.count == 2)
        guard case .found(let dave) = await session.account(Anchor("4")) else {
            Issue.record("not found")
            return
        }
        #expect(dave.loginName == "dave")
    }

    @Test func aWrongBaseIsTheAdministrators() async throws {
        let slapd = try await LiveSlapd.start()
        let session = try await slapd.session { $0.base = try DistinguishedName(parsing: "ou=nowhere,\(slapd.baseDN)") }
        guard case .misconfigured(let details) = await session.account(Anchor(UUID().uuidString)) else {
            Issue.record("not misconfigured")
            return
        }
        #expect(details.explanation.contains("ou=nowhere"))
        #expect(await session.probe(.base).code == "directory-base-missing")
        #expect(await session.probe(.filter).status == .fail)
    }

    @Test func bindsAreToldApart() async throws {
        let slapd = try await LiveSlapd.start(.init { $0.agentCanBeLocked = true })
        func bind(_ text: String, _ change: (inout DirectorySettings) throws -> Void = { _ in }) async throws
            -> BindAnswer
        {
            let link = try await DirectoryLink.open(
                try slapd.settings(change), server: ServerURL(parsing: slapd.ldapsURL), logger: Logger(label: "test"))
            return await link.bind(password: password(text))
        }
        guard case .bound(let session) = try await bind(slapd.agentPassword) else {
            Issue.record("not bound")
            return
        }
        #expect(session.kind.name == .openLDAP)
        guard case .unsupported = try await bind(slapd.agentPassword, { $0.kind = .sambaAD }) else {
            Issue.record("not unsupported")
            return
        }
        guard case .refused(.wrongCredentials, let details) = try await bind("wrong") else {
            Issue.record("not refused")
            return
        }
        #expect(details.resultCode == 49)
        for _ in 0..<2 { _ = try await bind("wrong") }
        guard case .refused(.accountLocked, _) = try await bind(slapd.agentPassword) else {
            Issue.record("not locked")
            return
        }
        try await slapd.modify(
            "dn: \(slapd.agentDN)\nchangetype: modify\nreplace: pwdReset\npwdReset: TRUE\n"
                + "-\nreplace: pwdAccountLockedTime\n"
        )
        guard case .refused(.mustChangePassword, _) = try await bind(slapd.agentPassword) else {
            Issue.record("not told to change")
            return
        }
        slapd.freeze()
        defer { slapd.thaw() }
        let link = try? await DirectoryLink.open(
            try slapd.settings { $0.limits = TimeLimits(connect: .seconds(30), handshake: .milliseconds(300)) },
            server: ServerURL(parsing: slapd.ldapsURL), logger: Logger(label: "test"))
        #expect(link == nil)
    }

    @Test func looksAtTheInstallation() async throws {
        let slapd = try await LiveSlapd.start()
        let (connected, link) = await DirectoryLink.probe(
            try slapd.settings(), server: try ServerURL(parsing: slapd.ldapsURL), logger: Logger(label: "test"))
        #expect(connected.status == .pass, "\(connected)")
        guard let (bound, session) = await link?.probeBind(password: password(slapd.agentPassword)) else { return }
        #expect(bound.status == .pass, "\(bound)")
        for name in ProbeAnswer.Name.allCases {
            let answer = await session?.probe(name)
            #expect(answer?.status == .pass && answer?.code == "ok", "\(String(describing: answer))")
        }
        await session?.close()
        #expect(await session?.probe(.base).status == .unknown)
        let bare = try await LiveSlapd.start(
            .init {
                $0.hasPolicy = false
                $0.stateAccess = "none"
            })
        #expect(await (try bare.session()).probe(.policyOverlay).code == "directory-policy-missing")
        let clear = await DirectoryLink.probe(
            try slapd.settings(), server: try ServerURL(parsing: slapd.ldapURL), logger: Logger(label: "test"))
        #expect(clear.answer.code == "directory-clear-text")
    }

    @Test func readsThePolicyThatApplies() async throws {
        let slapd = try await LiveSlapd.start()
        let policy = try DistinguishedName(parsing: slapd.defaultPolicyDN)
        let session = try await slapd.session { $0.defaultPolicy = policy }
        guard case .read(let applied) = await session.policy(for: try await slapd.account("alice", session)) else {
            Issue.record("not read")
            return
        }
        #expect(applied.minimumLength == 10 && applied.history == 3 && applied.lockoutAfter == 3)
        #expect(!applied.requiresCurrentPassword && applied.checksQuality && applied.source == policy)
        let blind = try await slapd.session()
        guard case .unknown = await blind.policy(for: try await slapd.account("alice", blind)) else {
            Issue.record("a policy out of nowhere")
            return
        }
    }

    @Test func readsEverybody() async throws {
        let slapd = try await LiveSlapd.start(.init { $0.morePeople = 250 })
        let session = try await slapd.session()
        var people: [Person] = []
        for try await page in session.people(attributes: ["givenName"], pageSize: 100) {
            #expect(page.people.count <= 100 && page.withoutAnchor.isEmpty)
            people += page.people
        }
        #expect(people.count == slapd.people.count)
        #expect(Set(people.map(\.anchor)).count == people.count)
        let alice = people.first { $0.loginName == "alice" }
        #expect(alice?.displayName == "Alice Example" && alice?.mail == "alice@example.test")
        #expect(alice?.attributes["givenName"] == [Array("Alice".utf8)])
    }
}
