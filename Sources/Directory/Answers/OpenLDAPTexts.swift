import LDAP

extension DirectoryKind {
    /// What slapd 2.5 and slapo-ppolicy(5) say where the code and the control do not tell, or tell another thing.
    ///
    /// A policy meaning stands only with `constraintViolation` here: no text turns a missing right into one.
    static let openLDAPTexts: [DiagnosticText] = [
        DiagnosticText(
            code: .constraintViolation, text: "not being changed from existing value", meaning: .refused(.inHistory)),
        DiagnosticText(code: .constraintViolation, text: "in history of old passwords", meaning: .refused(.inHistory)),
        DiagnosticText(code: .constraintViolation, text: "too young to change", meaning: .refused(.tooYoung)),
        DiagnosticText(
            code: .constraintViolation, text: "fails quality checking policy", meaning: .refused(.tooSimple)),
        DiagnosticText(
            code: .constraintViolation, text: "only allows one password value", meaning: .refused(.misconfigured)),
        // pwdSafeModify: a reset without the old password is impossible under this policy, whoever asks.
        DiagnosticText(
            code: .insufficientAccessRights, text: "Must supply old password", meaning: .refused(.misconfigured)),
        // Our own account has to change its password before it may do anything.
        DiagnosticText(
            code: .insufficientAccessRights, text: "Operations are restricted to bind",
            meaning: .refused(.misconfigured)),
        DiagnosticText(
            code: .unwillingToPerform, text: "Must supply correct old password",
            meaning: .refused(.wrongCurrentPassword)),
        DiagnosticText(
            code: .unwillingToPerform, text: "unwilling to verify old password",
            meaning: .refused(.wrongCurrentPassword)),
        DiagnosticText(
            code: .unwillingToPerform, text: "new password value is empty", meaning: .refused(.invalidPassword)),
        // olcReadOnly, and a consumer without olcUpdateRef.
        DiagnosticText(code: .unwillingToPerform, text: "operation restricted", meaning: .unavailable(.readOnly)),
        DiagnosticText(code: .unwillingToPerform, text: "shadow context", meaning: .unavailable(.readOnly)),
    ]
}
