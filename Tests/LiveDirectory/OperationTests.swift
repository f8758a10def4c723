import Foundation
import LDAP
import Secrets
import Support
import Testing

/// What a connection can do, against a real slapd.
@Suite struct OperationTests {
    @Test func bindsAndSaysWho() async throws {
        let slapd = try await LiveSlapd.start()
        let connection = try await slapd.connect()
        #expect(try await connection.whoAmI().identity == "")
        let agent = try DistinguishedName(parsing: slapd.agentDN)
        #expect(try await connection.bind(agent, password: password("wrong")).code == .invalidCredentials)
        #expect(try await connection.bind(agent, password: password(slapd.agentPassword)).isSuccess)
        #expect(try await connection.whoAmI().identity == "dn:\(slapd.agentDN)")
        // An empty password would be accepted by many servers without proving anything.
        let refused = await connectionFailure { _ = try await connection.bind(agent, password: password("")) }
        #expect(refused?.requestSent == false)
    }

    @Test func tellsALockFromAWrongPassword() async throws {
        let slapd = try await LiveSlapd.start(.init { $0.agentCanBeLocked = true })
        let connection = try await slapd.connect()
        let agent = try DistinguishedName(parsing: slapd.agentDN)
        for _ in 0..<3 { _ = try await connection.bind(agent, password: password("wrong")) }
        let result = try await connection.bind(agent, password: password(slapd.agentPassword))
        #expect(result.code == .invalidCredentials)
        #expect(result.passwordPolicy?.error == .accountLocked)
    }

    @Test func readsPagesAndReferences() async throws {
        let slapd = try await LiveSlapd.start(.init { $0.morePeople = 250 })
        let connection = try await slapd.connectAsAdmin()
        let request = SearchRequest(
            base: try DistinguishedName(parsing: slapd.peopleDN), scope: .oneLevel,
            filter: .begins("uid", with: "person"),
            attributes: ["uid"])
        var found: Set<String> = []
        var sizes: [Int] = []
        for try await page in connection.pages(request, size: 100) {
            sizes.append(page.count)
            found.formUnion(page.compactMap { $0.text("uid") })
        }
        #expect(sizes == [100, 100, 50])
        #expect(found.count == 250)
        // A second iteration begins anew.
        var again = 0
        for try await page in connection.pages(request, size: 125) { again += page.count }
        #expect(again == 250)
        var limited = request
        limited.sizeLimit = 3
        let answer = try await connection.search(limited)
        #expect(answer.result.code == .sizeLimitExceeded)
        #expect(answer.entries.count == 3)
        let nowhere = SearchRequest(base: try DistinguishedName(parsing: "ou=none,\(slapd.baseDN)"), scope: .base)
        #expect(try await connection.search(nowhere).result.matchedDN == slapd.baseDN)
        await #expect(throws: OperationRefused.self) { for try await _ in connection.pages(nowhere) {} }
    }

    @Test func findsByAnyBytes() async throws {
        let slapd = try await LiveSlapd.start()
        let name = "Ünï ()*\\ 홍길동, \"x\"; #1 +=<>"
        let people = try DistinguishedName(parsing: slapd.peopleDN)
        let dn = people.child("uid", name)
        try await slapd.add("dn:: \(base64(dn.text))\nobjectClass: inetOrgPerson\ncn: x\nsn: x\n")
        let connection = try await slapd.connectAsAdmin()
        let answer = try await connection.search(
            SearchRequest(base: people, scope: .subtree, filter: .equals("uid", name), attributes: ["uid"]))
        #expect(answer.entries.first?.text("uid") == name)
        #expect(answer.entries.first?.dn == dn)
        #expect(try await connection.search(SearchRequest(base: dn, scope: .base)).entries.count == 1)
    }

    @Test func modifiesUnderAnAssertion() async throws {
        let slapd = try await LiveSlapd.start()
        let connection = try await slapd.connectAsAdmin()
        let alice = try slapd.dn("alice")
        let change = Modification.replace("description", with: .text("x"))
        let stale = try await connection.modify(alice, [change], controls: [.assertion(.equals("uid", "bob"))])
        #expect(stale.code == .assertionFailed)
        let fits = Filter.all([.equals("uid", "alice"), .not(.present("pwdChangedTime")), .begins("cn", with: "Ali")])
        #expect(try await connection.modify(alice, [change], controls: [.assertion(fits)]).isSuccess)
        #expect(try await slapd.values("description", of: alice.text) == ["x"])
        #expect(try await connection.modify(alice, [.replace("description")]).isSuccess)
        #expect(try await connection.modify(alice, [.replace("description")]).isSuccess)
    }

    @Test func keepsManyInFlight() async throws {
        let slapd = try await LiveSlapd.start()
        let connection = try await slapd.connectAsAdmin()
        let base = try DistinguishedName(parsing: slapd.peopleDN)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<200 {
                let person = slapd.people[index % slapd.people.count]
                group.addTask {
                    let request = SearchRequest(
                        base: base, scope: .subtree, filter: .equals("uid", person.uid), attributes: ["uid"])
                    return try await connection.search(request).entries.compactMap { $0.text("uid") } == [person.uid]
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }
}
