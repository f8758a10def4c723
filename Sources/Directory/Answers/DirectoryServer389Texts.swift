import LDAP

extension DirectoryKind {
    /// What ns-slapd 2.3.1 says. Its policy control knows no "too short" and calls all trouble with a value "quality",
    /// and it calls a server that takes no writes a missing right: the texts say more.
    static let directoryServer389Texts: [DiagnosticText] = [
        DiagnosticText(
            code: .constraintViolation, text: "passwords with storage scheme are not allowed",
            meaning: .refused(.invalidPassword)),
        DiagnosticText(code: .constraintViolation, text: "characters long", meaning: .refused(.tooShort)),
        DiagnosticText(code: .constraintViolation, text: "invalid password syntax", meaning: .refused(.tooSimple)),
        DiagnosticText(code: .constraintViolation, text: "password in history", meaning: .refused(.inHistory)),
        DiagnosticText(code: .constraintViolation, text: "within password minimum age", meaning: .refused(.tooYoung)),
        DiagnosticText(
            code: .invalidCredentials, text: "Invalid oldPasswd value", meaning: .refused(.wrongCurrentPassword)),
        // nsslapd-readonly; a missing right has another code and the same words.
        DiagnosticText(
            code: .unwillingToPerform, text: "Insufficient 'write' privilege", meaning: .unavailable(.readOnly)),
        DiagnosticText(
            code: .unwillingToPerform, text: "Minimum SSF not met", meaning: .refused(.misconfigured)),
    ]
}
