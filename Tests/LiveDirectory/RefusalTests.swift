import Directory
import LDAP
import Secrets
import Support
import Testing

/// What slapd refuses, in this room's words, with both ways of writing.
@Suite struct RefusalTests {
    private struct Case {
        var options = LiveSlapd.Options()
        var first: String?
        var password: String
        var refusal: Refusal
        var code: ResultCode
        var policyError: PasswordPolicyError?
    }

    private let cases = [
        Case(password: "short", refusal: .tooShort, code: .constraintViolation, policyError: .passwordTooShort),
        Case(
            password: "OldPassw0rd!", refusal: .inHistory, code: .constraintViolation, policyError: .passwordInHistory),
        Case(
            options: .init { $0.policy["pwdMinAge"] = "3600" }, first: "FirstPassw0rd", password: "SecondPassw0rd",
            refusal: .tooYoung, code: .constraintViolation, policyError: .passwordTooYoung),
        Case(
            first: "FirstPassw0rd", password: "OldPassw0rd!", refusal: .inHistory, code: .constraintViolation,
            policyError: .passwordInHistory),
        // No right is never a matter of the policy.
        Case(
            options: .init { $0.passwordAccess = "read" }, password: "NewPassw0rd-1", refusal: .notPermitted,
            code: .insufficientAccessRights),
        Case(
            options: .init { $0.policy["pwdSafeModify"] = "TRUE" }, password: "NewPassw0rd-1", refusal: .misconfigured,
            code: .insufficientAccessRights, policyError: .mustSupplyOldPassword),
    ]

    @Test(arguments: [false, true])
    func explainsEach(serverHashes: Bool) async throws {
        for expected in cases {
            let slapd = try await LiveSlapd.start(expected.options)
            let session = try await slapd.session { $0.serverHashes = serverHashes }
            if let first = expected.first {
                guard
                    case .written = await session.write(
                        PasswordWrite(password(first)), to: try await slapd.account("alice", session))
                else {
                    Issue.record("the first write failed")
                    continue
                }
            }
            let account = try await slapd.account("alice", session)
            let answer = await session.write(PasswordWrite(password(expected.password)), to: account)
            guard case .refused(let refusal, let details) = answer else {
                Issue.record("\(expected): \(answer)")
                continue
            }
            #expect(refusal == expected.refusal, "\(details)")
            #expect(details.resultCode == expected.code.rawValue)
            #expect(details.policyError == expected.policyError?.rawValue)
            #expect(details.server == slapd.ldapsURL)
            #expect(details.diagnostic?.contains(expected.password) != true)
        }
    }

    @Test func aReadOnlyServerIsNotARefusal() async throws {
        let slapd = try await LiveSlapd.start()
        let session = try await slapd.session()
        let account = try await slapd.account("alice", session)
        try await slapd.configure(
            "dn: olcDatabase={1}mdb,cn=config\nchangetype: modify\nreplace: olcReadOnly\nolcReadOnly: TRUE\n")
        for write in [nil, DirectoryKind.WriteMethod.modify] {
            let session = try await slapd.session {
                $0.write = write
                $0.serverHashes = true
            }
            guard
                case .unavailable(.readOnly, let details) = await session.write(
                    PasswordWrite(password("NewPassw0rd-1")), to: account)
            else {
                Issue.record("not read-only")
                continue
            }
            #expect(details.resultCode == ResultCode.unwillingToPerform.rawValue)
        }
    }

    @Test func aCopyOfAnotherServerIsNotARefusal() async throws {
        let slapd = try await LiveSlapd.start(
            .init {
                $0.databaseLines = [
                    "olcSyncrepl: {0}rid=001 provider=ldaps://127.0.0.1:1 bindmethod=simple "
                        + "searchbase=\"dc=example,dc=test\" retry=\"3600 +\"",
                    "olcUpdateRef: ldaps://provider.example.test",
                ]
            })
        let session = try await slapd.session()
        let account = try await slapd.account("alice", session)
        guard
            case .unavailable(.referral, let details) = await session.write(
                PasswordWrite(password("NewPassw0rd-1")), to: account)
        else {
            Issue.record("no referral")
            return
        }
        #expect(details.referrals.first?.hasPrefix("ldaps://provider.example.test") == true)
    }

    @Test func aWrongCurrentPasswordIsTheUsers() async throws {
        // The extended operation checks the old password with the caller's `auth` right.
        let slapd = try await LiveSlapd.start(.init { $0.passwordAccess = "=xw" })
        let session = try await slapd.session()
        let account = try await slapd.account("alice", session)
        let wrong = PasswordWrite(password("NewPassw0rd-1"), current: password("not it"))
        guard case .refused(.wrongCurrentPassword, _) = await session.write(wrong, to: account) else {
            Issue.record("another answer")
            return
        }
        let right = PasswordWrite(password("NewPassw0rd-1"), current: password("OldPassw0rd!"))
        guard case .written = await session.write(right, to: account) else {
            Issue.record("not written")
            return
        }
    }
}
