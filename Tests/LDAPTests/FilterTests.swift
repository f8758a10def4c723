import Testing

@testable import LDAP

@Suite struct FilterTests {
    @Test(arguments: [
        (Filter.equals("cn", "a*b(c)\\d\0"), #"(cn=a\2ab\28c\29\5cd\00)"#),
        (Filter.equals("objectGUID", bytes: [0x00, 0xFF, 0x41]), #"(objectGUID=\00\ffA)"#),
        (Filter.equals("cn", "홍"), #"(cn=\ed\99\8d)"#),
        (.all([.present("uid"), .not(.equals("a", "b"))]), "(&(uid=*)(!(a=b)))"),
        (.any([.atLeast("n", "1"), .atMost("n", "2")]), "(|(n>=1)(n<=2))"),
        (.begins("cn", with: "a*"), #"(cn=a\2a*)"#),
    ])
    func isWrittenEscaped(filter: Filter, text: String) {
        #expect(filter.text == text)
    }

    /// The examples of RFC 4515, section 4, and of administrators.
    @Test(arguments: [
        "(cn=Babs Jensen)", "(!(cn=Tim Howes))", "(&(objectClass=Person)(|(sn=Jensen)(cn=Babs J*)))",
        "(o=univ*of*mich*)", "(seeAlso=)", "(cn:caseExactMatch:=Fred Flintstone)", "(cn:=Betty Rubble)",
        "(sn:dn:2.4.6.8.10:=Barney Rubble)", "(o:dn:=Ace Industry)", "(:1.2.3:=Wilma Flintstone)",
        "(:dn:2.4.6.8.10:=Dino)", #"(o=Parens R Us \28for all your parenthetical needs\29)"#, #"(cn=*\2a*)"#,
        #"(filename=C:\5cMyFile)"#, #"(bin=\00\00\00\04)"#, "(cn~=x)", "(a>=1)", "(a<=1)", "(a=*)", "(a=*b)",
        "(userAccountControl:1.2.840.113556.1.4.803:=2)",
    ])
    func readsTheExamplesOfTheRFC(text: String) throws {
        let filter = try Filter(parsing: text)
        #expect(filter.text == text)
        #expect(try Filter(parsing: filter.text) == filter)
    }

    @Test(arguments: [
        "", "cn=a", "(cn=a", "(cn=a))", "((cn=a))", "(&)", "(cn)", "(=a)", "(cn=a(b)", #"(cn=\zz)"#, #"(cn=\4)"#,
        "(c n=a)", "(cn=a**b)", "(!(a=b)(c=d))", "(:=x)", "(a:b:c:=x)", "(cn=a)(cn=b)", "(cn=\0)",
        String(repeating: "(!", count: 100_000),
    ])
    func refusesWhatIsNone(text: String) {
        #expect(throws: Filter.Invalid.self) { try Filter(parsing: text) }
    }

    @Test func survivesAnyValue() throws {
        for _ in 0..<2000 {
            let value = (0..<Int.random(in: 0...12)).map { _ in UInt8.random(in: 0...255) }
            let filter = Filter.all([.equals("a", bytes: value), .present("b")])
            #expect(try Filter(parsing: filter.text) == filter)
            #expect(filter.text.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
        }
    }

    @Test func isEncodedForTheAssertionControl() {
        #expect(Filter.equals("a", "b").encoded == [0xA3, 6, 4, 1, 0x61, 4, 1, 0x62])
        #expect(Filter.present("ab").encoded == [0x87, 2, 0x61, 0x62])
        #expect(Filter.not(.present("a")).encoded == [0xA2, 3, 0x87, 1, 0x61])
    }
}
