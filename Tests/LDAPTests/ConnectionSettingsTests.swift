import LDAP
import Support
import Testing

@Suite struct ConnectionSettingsTests {
    private func failure(_ url: String, _ tls: TLSSettings?) throws -> ConnectionFailure? {
        let settings = ConnectionSettings(server: try ServerURL(parsing: url), tls: tls)
        do {
            try settings.check()
            return nil
        } catch { return error }
    }

    @Test func refusesClearText() throws {
        let folder = try TemporaryFolder("settings")
        let ca = try folder.write("ca.pem", "-----BEGIN CERTIFICATE-----\n")
        #expect(try failure("ldap://127.0.0.1", nil)?.reason == .clearTextRefused)
        #expect(try failure("ldap://127.0.0.1", TLSSettings(caFile: ca))?.reason == .clearTextRefused)
        #expect(try failure("ldap://127.0.0.1", TLSSettings(caFile: ca, startTLS: true)) == nil)
        #expect(try failure("ldapi://%2Fsocket", nil) == nil)
    }

    @Test func looksAtEachFile() throws {
        let folder = try TemporaryFolder("settings")
        let ca = try folder.write("ca.pem", "text before\n-----BEGIN CERTIFICATE-----\n")
        let far = try folder.write("far.pem", String(repeating: "x", count: 65_530) + "-----BEGIN CERTIFICATE-----\n")
        let empty = try folder.write("empty.pem", "")
        #expect(try failure("ldaps://h", TLSSettings(caFile: ca)) == nil)
        #expect(try failure("ldaps://h", TLSSettings(caFile: far)) == nil)
        for (tls, word) in [
            (nil, "tls.caFile"), (TLSSettings(caFile: folder.file("none")), "No such file"),
            (TLSSettings(caFile: folder.path), "regular file"), (TLSSettings(caFile: empty), "PEM"),
            (TLSSettings(caFile: ca, startTLS: true), "startTLS"), (TLSSettings(caFile: ca, keyFile: ca), "together"),
            (TLSSettings(caFile: ca, certificateFile: ca, keyFile: folder.file("key")), "tls.keyFile"),
        ] as [(TLSSettings?, String)] {
            let failure = try failure("ldaps://h", tls)
            #expect(failure?.reason == .invalidConfiguration)
            #expect(failure?.explanation.contains(word) == true, "\(failure?.explanation ?? "")")
            #expect(failure?.requestSent == false)
        }
    }
}
