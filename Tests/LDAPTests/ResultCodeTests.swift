import LDAP
import Testing

@Suite struct ResultCodeTests {
    @Test func isNamedAsInTheRFC() {
        #expect(ResultCode.insufficientAccessRights.description == "insufficientAccessRights (50)")
        #expect(ResultCode(rawValue: 9999).description == "result code 9999")
        #expect(PasswordPolicyError.passwordInHistory.description == "passwordInHistory (8)")
    }
}
