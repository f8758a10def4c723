import LDAP
import Testing

@Suite struct ServerURLTests {
    @Test(arguments: [
        ("ldaps://dc1.example.test", "ldaps://dc1.example.test:636"), ("LDAP://10.0.0.1/", "ldap://10.0.0.1:389"),
        ("ldaps://[2001:db8::1]:1636", "ldaps://[2001:db8::1]:1636"),
        ("ldapi://%2Fvar%2Frun%2Fslapd%2Fldapi", "ldapi://%2Fvar%2Frun%2Fslapd%2Fldapi"),
    ])
    func reads(text: String, description: String) throws {
        let url = try ServerURL(parsing: text)
        #expect(url.description == description)
        #expect(try ServerURL(parsing: url.description) == url)
    }

    @Test(arguments: [
        "", "dc1", "http://dc1", "ldaps://", "ldaps://dc1:0", "ldaps://dc1:65536", "ldaps://dc1:x", "ldaps://dc1/dc=x",
        "ldaps://user@dc1", "ldaps://::1", "ldaps://[::1", "ldaps://[dc1]", "ldapi://", "ldapi://relative",
        "ldaps://d c",
        "ldapi://%2", "ldaps://dc1 ldaps://dc2", "ldaps:/dc1", "ldapi://%2F" + String(repeating: "a", count: 200),
    ])
    func refuses(text: String) {
        #expect(throws: ServerURL.Invalid.self) { try ServerURL(parsing: text) }
    }
}
