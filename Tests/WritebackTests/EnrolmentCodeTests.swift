import Secrets
import Testing
import Writeback

@Suite struct EnrolmentCodeTests {
    private let code = EnrolmentCode(
        url: "https://gateway.example.test:8443", tenant: Samples.tenant, directory: "home",
        secret: Password(copying: "AAECAwQFBgcICQoLDA0ODw".utf8), authoritySHA256: nil, requestSigningKey: "thumb")

    @Test func survivesTheWayWithSpaceAround() throws {
        let read = try EnrolmentCode("  \(try code.text())\n")
        #expect(read.url == code.url)
        #expect(read.tenant == code.tenant)
        #expect(read.directory == "home")
        #expect(read.secret.withBytes { Array($0) } == Array("AAECAwQFBgcICQoLDA0ODw".utf8))
    }

    @Test func everySingleLostOrChangedCharacterIsNoticed() throws {
        let text = Array(try code.text())
        for index in text.indices.dropFirst(5) {
            var lost = text
            lost.remove(at: index)
            if lost != text { #expect(throws: EnrolmentCode.Failure.self) { try EnrolmentCode(String(lost)) } }
            var changed = text
            changed[index] = changed[index] == "A" ? "B" : "A"
            #expect(throws: EnrolmentCode.Failure.altered) { try EnrolmentCode(String(changed)) }
        }
        #expect(throws: EnrolmentCode.Failure.notACode) { try EnrolmentCode("hello") }
        #expect(throws: EnrolmentCode.Failure.altered) { try EnrolmentCode("wbe1.") }
    }
}
