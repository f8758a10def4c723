import LDAP
import Testing

@testable import Agent
@testable import Directory

@Suite struct PersonMappingTests {
    let base: DistinguishedName

    init() throws { base = try DistinguishedName(parsing: "ou=people,dc=Example,dc=org") }

    private func person(_ login: String?) -> Person {
        Person(
            anchor: Anchor("a"), dn: base.child("uid", "kim"), loginName: login, displayName: "김하나",
            mail: "kim@example.org",
            samAccountName: nil, attributes: [:])
    }

    @Test func aNameWithoutAtGetsTheDomain() {
        #expect(PersonMapping(base: base).user(person("kim"))?.userName == "kim@example.org")
        #expect(PersonMapping(base: base).user(person("kim@other.org"))?.userName == "kim@other.org")
        #expect(PersonMapping(base: base).user(person(nil)) == nil)
        #expect(PersonMapping(base: base).user(person(" ")) == nil)
        #expect(PersonMapping(base: DistinguishedName.root.child("o", "x")).user(person("kim")) == nil)
    }

    @Test func theAnchorGoesAlong() throws {
        let user = try #require(PersonMapping(base: base).user(person("kim")))
        #expect(user.onPremises?.immutableID == "a")
        #expect(user.onPremises?.domain == "example.org")
        #expect(user.displayName == "김하나")
    }
}
