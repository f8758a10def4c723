extension LiveSlapd {
    /// What is in the directory at the start.
    var entries: String {
        let units = ["people", "admins", "services", "policies"].map {
            "dn: ou=\($0),\(baseDN)\nobjectClass: organizationalUnit\nou: \($0)\n"
        }
        return
            (["dn: \(baseDN)\nobjectClass: domain\ndc: example\n"] + units
            + (options.hasPolicy ? [policy("default", options.policy), policy("lax", Self.lax)] : [])
            + [agent, person("boss", unit: "admins"), person("robot", unit: "people", "employeeType: robot\n")]
            + people.enumerated().map { index, person in
                self.person(person.uid, unit: "people", "employeeNumber: \(index + 1)\n")
            } + [options.entries]).joined(separator: "\n")
    }

    private static let lax = ["pwdMinLength": "0", "pwdCheckQuality": "0", "pwdInHistory": "0", "pwdLockout": "FALSE"]

    private var agent: String {
        let policy =
            options.hasPolicy && !options.agentCanBeLocked ? "pwdPolicySubentry: cn=lax,ou=policies,\(baseDN)\n" : ""
        return """
            dn: \(agentDN)
            objectClass: organizationalRole
            objectClass: simpleSecurityObject
            cn: agent
            userPassword: {SSHA}XkGnK0UWe5eWhD4FZseTeMS99v2Yhm7j
            \(policy)
            """
    }

    private func person(_ uid: String, unit: String, _ more: String = "") -> String {
        let name = uid.prefix(1).uppercased() + uid.dropFirst()
        return """
            dn: uid=\(uid),ou=\(unit),\(baseDN)
            objectClass: inetOrgPerson
            uid: \(uid)
            cn: \(name) Example
            sn: Example
            givenName: \(name)
            displayName: \(name) Example
            mail: \(uid)@example.test
            userPassword: {SSHA}OLJqNO1m4TxVFjI50vtOKg2uDb5w6EgU
            \(more)
            """
    }

    private func policy(_ name: String, _ changes: [String: String]) -> String {
        var attributes = [
            "pwdAttribute": "userPassword", "pwdInHistory": "3", "pwdMinLength": "10", "pwdCheckQuality": "2",
            "pwdLockout": "TRUE", "pwdMaxFailure": "3", "pwdLockoutDuration": "0", "pwdMustChange": "TRUE",
            "pwdAllowUserChange": "TRUE", "pwdSafeModify": "FALSE",
        ]
        attributes.merge(changes) { _, new in new }
        return """
            dn: cn=\(name),ou=policies,\(baseDN)
            objectClass: applicationProcess
            objectClass: pwdPolicy
            cn: \(name)
            \(attributes.map { "\($0.key): \($0.value)\n" }.sorted().joined())
            """
    }
}
