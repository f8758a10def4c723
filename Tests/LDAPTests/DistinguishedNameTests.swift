import LDAP
import Testing

@Suite struct DistinguishedNameTests {
    let people = DistinguishedName.root.child("dc", "test").child("dc", "example").child("ou", "people")

    @Test func isWrittenFromTheEntryUp() {
        #expect(people.text == "ou=people,dc=example,dc=test")
        #expect(people.parent?.text == "dc=example,dc=test")
        #expect(DistinguishedName.root.parent == nil)
    }

    /// The examples of RFC 4514, section 4.
    @Test(arguments: [
        "UID=jsmith,DC=example,DC=net", "OU=Sales+CN=J.  Smith,DC=example,DC=net",
        #"CN=James \"Jim\" Smith\, III,DC=example,DC=net"#, #"CN=Before\0dAfter,DC=example,DC=net"#,
        "1.3.6.1.4.1.1466.0=#04024869", #"CN=Lu\C4\8Di\C4\87"#, "",
    ])
    func readsTheExamplesOfTheRFC(text: String) throws {
        #expect(try DistinguishedName(parsing: text).text == text)
    }

    @Test(arguments: [
        "uid", "uid=a,", ",uid=a", "uid=a;b=c", #"uid="a""#, #"uid=a\"#, #"uid=\zz"#, "=a", "u id=a", "uid=<a", "9x=1",
        "1.2.3=#0", "1.2.3=#", "uid=a,,ou=b",
    ])
    func refusesWhatIsNone(text: String) {
        #expect(throws: DistinguishedName.Invalid.self) { try DistinguishedName(parsing: text) }
    }

    @Test(arguments: [
        ("uid=Alice,ou=people,dc=example,dc=test", "UID=alice, OU=People , DC=Example,DC=test"),
        (#"cn=a\,b"#, #"cn=a\2Cb"#), ("cn=two  spaces", "cn=two spaces"), ("ou=a+cn=b,dc=c", "cn=B+ou=A,dc=c"),
        ("cn=홍길동", #"cn=\ED\99\8D\EA\B8\B8\EB\8F\99"#), ("cn=#04024869", "cn=Hi"),
    ])
    func comparesNormalised(left: String, right: String) throws {
        let (left, right) = (try DistinguishedName(parsing: left), try DistinguishedName(parsing: right))
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(left.isWithin(right))
    }

    @Test func knowsWhatLiesBelow() throws {
        #expect(people.child("uid", "a").isWithin(people))
        #expect(people.isWithin(people))
        #expect(people.isWithin(.root))
        #expect(!people.isWithin(people.child("uid", "a")))
        // A name that only ends with the same characters.
        let other = try DistinguishedName(parsing: "uid=a,cou=people,dc=example,dc=test")
        #expect(!other.isWithin(people))
        let trick = people.parent?.child("uid", "a,ou=people") ?? .root
        #expect(!trick.isWithin(people))
    }

    /// Whatever a value holds, the name has the same shape and the value comes back.
    @Test func escapesAnyValue() throws {
        var random = SystemRandomNumberGenerator()
        let nasty = Array(#" #,+"\<>;=*()"#.utf8) + [0, 10, 13, 0x7F, 0x80, 0xFF, 0xEA, 0xB0, 0x80]
        for _ in 0..<2000 {
            let value = (0..<Int.random(in: 1...12, using: &random)).map { _ in
                Bool.random() ? nasty[Int.random(in: 0..<nasty.count)] : UInt8.random(in: 0...255)
            }
            let name = people.child("cn", value)
            let read = try DistinguishedName(parsing: name.text)
            #expect(read.parent == people, "\(name.text)")
            #expect(read.child("uid", "x").parent?.text == name.text, "\(name.text)")
            #expect(read.isWithin(people) && read != people)
        }
    }
}
