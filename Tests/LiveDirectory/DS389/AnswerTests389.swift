import Foundation
import LDAP
import Testing

@testable import Directory

/// What ns-slapd 2.3.1 answered, word for word, and what it means here. No server is needed.
@Suite struct AnswerTests389 {
    private static let syntax = "invalid password syntax - "
    private static let noWrite =
        "Insufficient 'write' privilege to the 'userPassword' attribute of entry 'uid=a,dc=b'.\n"

    static let answers: [(code: ResultCode, text: String, error: UInt8?, meaning: AnswerMeaning)] = [
        (
            .constraintViolation, syntax + "password must be at least 10 characters long", 5, .refused(.tooShort)
        ),
        (
            .constraintViolation,
            syntax + "password must contain at least 3 character categories (valid categories are digit, uppercase, "
                + "lowercase, special, and 8-bit characters)", 5, .refused(.tooSimple)
        ),
        (.constraintViolation, syntax + "password based off of user entry", 5, .refused(.tooSimple)),
        (
            .constraintViolation, syntax + "passwords with storage scheme are not allowed", 5,
            .refused(.invalidPassword)
        ),
        (.constraintViolation, "password in history", 8, .refused(.inHistory)),
        // The present password comes without the control.
        (.constraintViolation, "password in history", nil, .refused(.inHistory)),
        (.constraintViolation, "within password minimum age", 7, .refused(.tooYoung)),
        // The extended operation says this for everything, and only the control tells.
        (.constraintViolation, "Failed to update password\n", 5, .refused(.tooSimple)),
        (.constraintViolation, "Failed to update password\n", 7, .refused(.tooYoung)),
        (.constraintViolation, "Failed to update password\n", 8, .refused(.inHistory)),
        (.constraintViolation, "Failed to update password\n", nil, .refused(.policyUnspecified)),
        (.noSuchObject, "No such Entry exists.\n", nil, .refused(.notFound)),
        (.invalidDNSyntax, "Invalid dn.\n", nil, .refused(.misconfigured)),
        (.insufficientAccessRights, noWrite, 3, .refused(.notPermitted)),
        (.insufficientAccessRights, "Insufficient access rights\n", 3, .refused(.notPermitted)),
        (.insufficientAccessRights, "Anonymous Binds are not allowed.\n", nil, .refused(.notPermitted)),
        (.unwillingToPerform, noWrite, 3, .unavailable(.readOnly)),
        (.unwillingToPerform, "User is not allowed to change password\n", 3, .refused(.notPermitted)),
        (.unwillingToPerform, "Minimum SSF not met.", nil, .refused(.misconfigured)),
        (.invalidCredentials, "Invalid oldPasswd value.\n", nil, .refused(.wrongCurrentPassword)),
        (.confidentialityRequired, "Operation requires a secure connection.\n", nil, .refused(.misconfigured)),
        // Not seen; a clear link is no matter of the policy, whatever comes along.
        (.confidentialityRequired, "Operation requires a secure connection.\n", 5, .refused(.misconfigured)),
        (.referral, "", nil, .unavailable(.referral)),
        (.operationsError, "Warning: Operation attempted on a disabled node : dc=b", nil, .unavailable(.serverError)),
        (.protocolError, "ber_scanf failed at newPasswd parse.\n", nil, .refused(.misconfigured)),
    ]

    @Test(arguments: answers)
    func means(_ answer: (code: ResultCode, text: String, error: UInt8?, meaning: AnswerMeaning)) {
        // With lengths that are not minimal, as it sends them.
        let control = answer.error.map { error in
            Control(oid: .passwordPolicy, isCritical: false, value: [0x30, 0x84, 0, 0, 0, 3, 0x81, 1, error])
        }
        let result = LDAPResult(
            code: answer.code, diagnosticMessage: answer.text, controls: control.map { [$0] } ?? [])
        #expect(AnswerMeaning(result, kind: .directoryServer389) == answer.meaning)
    }

    @Test(
        arguments: [
            (ResultCode.invalidCredentials, "", nil, BindRefusal.wrongCredentials),
            (
                .constraintViolation, "Exceed password retry limit. Contact system administrator to reset.", 1,
                .accountLocked
            ),
            (.unwillingToPerform, "Account inactivated. Contact system administrator.", 1, .accountLocked),
            (.invalidCredentials, "password expired!", 0, .passwordExpired), (.success, "", 2, .mustChangePassword),
            (.confidentialityRequired, "Operation requires a secure connection", nil, .confidentialityRequired),
            (.unwillingToPerform, "Unauthenticated binds are not allowed", nil, .misconfigured),
        ] as [(ResultCode, String, UInt8?, BindRefusal)])
    func refusesABind(_ code: ResultCode, _ text: String, _ error: UInt8?, _ refusal: BindRefusal) {
        let control = error.map { Control(oid: .passwordPolicy, isCritical: false, value: [0x30, 3, 0x81, 1, $0]) }
        #expect(
            BindRefusal(LDAPResult(code: code, diagnosticMessage: text, controls: control.map { [$0] } ?? []))
                == refusal)
    }

    @Test func isToldFromFreeIPA() {
        func rootDSE(_ extensions: [String]) -> RootDSE {
            func values(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }
            return RootDSE(
                Entry(
                    dnText: "",
                    attributes: [
                        "vendorName": values(["389 Project"]),
                        "vendorVersion": values(["389-Directory/2.3.1 B2025.016.1616"]),
                        "supportedExtension": values(extensions),
                    ]))
        }
        let passwordModify = "1.3.6.1.4.1.4203.1.11.1"
        #expect(DirectoryKind.detect(rootDSE([passwordModify])) == .directoryServer389)
        #expect(DirectoryKind.detect(rootDSE([passwordModify, "2.16.840.1.113730.3.8.10.1"])) == .freeIPA)
        #expect(throws: DirectoryKind.Unsupported.self) {
            try DirectoryKind.resolve(.auto, rootDSE: rootDSE(["2.16.840.1.113730.3.8.10.1"]))
        }
    }

    /// Its times have seconds, and the time of the password comes in a second step.
    @Test func comparesMarkersOfSeconds() throws {
        func marker(_ password: String?, _ sequence: String) -> ChangeMarker {
            ChangeMarker(passwordTime: password, sequence: sequence, modifier: "cn=agent,dc=b")
        }
        let agent = try DistinguishedName(parsing: "cn=agent,dc=b")
        let before = marker("20261121054720Z", "20261121054720Z")
        let moment = try #require(ChangeMarker.date("20261121054720Z"))
        #expect(before.passwordChange(until: marker("20261121054721Z", "20261121054721Z")) == .changed(by: agent))
        #expect(before.passwordChange(until: before, attemptedAt: moment.addingTimeInterval(302)) == .none)
        let cases: [(ChangeMarker, Date?)] = [
            // In the same second, as far as the clocks agree.
            (before, moment.addingTimeInterval(301)), (before, nil),
            // The entry moved, the password's time did not, or not yet; or nobody notes it.
            (marker("20261121054720Z", "20261121060000Z"), moment.addingTimeInterval(302)),
        ]
        for (later, attempt) in cases {
            guard case .indistinct = before.passwordChange(until: later, attemptedAt: attempt) else {
                Issue.record("\(later)")
                continue
            }
        }
        guard
            case .indistinct = marker(nil, "20261121054720Z").passwordChange(
                until: marker(nil, "20261121060000Z"), attemptedAt: moment.addingTimeInterval(302))
        else {
            Issue.record("told without a time")
            return
        }
    }
}
