/// Why a request was not accepted at the door. The code is a contract with clients (Wire.md).
struct Refusal: Error, Sendable, Hashable {
    enum Code: String, Sendable, CaseIterable {
        case writebackNotEnabled, noAgentKey, userCloudOnly, userNotSynced, invalidPassword, passwordTooLong
        case userIsAdministrator, requestIDKnown, sealedPasswordInvalid, tooManyAtOnce
        case userNotFound = "Request_ResourceNotFound"
    }

    var code: Code
    /// One sentence with the remedy.
    var message: String
}

/// What the decision at the door rests on.
struct DoorFacts: Sendable, Hashable {
    var tenant: Tenant
    var person: Person?
    /// How many keys the agents of the person's directory have announced.
    var keys: Int
    var callerRoles: Set<ApplicationRole>
}

extension Refusal {
    /// Whether a request for this person is refused. Not a word about the blade: while it is hidden for a passing reason,
    /// requests are accepted and wait until `exp`.
    static func atTheDoor(_ facts: DoorFacts) -> Refusal? {
        guard let person = facts.person else {
            return Refusal(code: .userNotFound, message: "Resource does not exist: no user has this id or name.")
        }
        guard person.syncEnabled != nil, person.anchor != nil, person.directory != nil else {
            return Refusal(
                code: .userCloudOnly,
                message: "\(person.upn) is known in the cloud only; there is no account at home to write to")
        }
        guard person.syncEnabled == true else {
            return Refusal(
                code: .userNotSynced,
                message: "\(person.upn) is not synced any more; check the agent's users.base and users.filter")
        }
        if !person.roles.isEmpty, !facts.callerRoles.contains(.resetAdministrators) {
            return Refusal(
                code: .userIsAdministrator,
                message: "\(person.upn) holds a directory role; an application needs the separate role "
                    + "\(ApplicationRole.resetAdministrators.rawValue) to reset such a person")
        }
        guard facts.tenant.writeback else {
            return Refusal(
                code: .writebackNotEnabled,
                message: "writeback is switched off; run: writeback-gateway tenant update --writeback on")
        }
        guard facts.keys > 0 else {
            return Refusal(
                code: .noAgentKey,
                message: "no enrolled agent of the user's directory has announced a key; enrol or restart the agent")
        }
        return nil
    }
}
