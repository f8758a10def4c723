import Directory
import Foundation
import LDAP
import Writeback

/// How an entry becomes a person of the cloud.
struct PersonMapping: Sendable {
    let base: DistinguishedName

    /// The suffix that makes a login name a user principal name: the `dc` parts of the base, as a DNS name (RFC 2247).
    var domain: String? {
        let parts = base.text.split(separator: ",").compactMap { part -> String? in
            let pair = part.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            return pair.count == 2 && pair[0].lowercased() == "dc" ? pair[1].lowercased() : nil
        }
        return parts.isEmpty ? nil : parts.joined(separator: ".")
    }

    /// The person; `nil` when nothing can serve as user principal name.
    func user(_ person: Person) -> SCIMUser? {
        guard let login = person.loginName?.trimmingCharacters(in: .whitespaces), !login.isEmpty else { return nil }
        let name: String
        if login.contains("@") {
            name = login
        } else if let domain {
            name = "\(login)@\(domain)"
        } else {
            return nil
        }
        return SCIMUser(
            userName: name, displayName: person.displayName,
            emails: person.mail.map { [SCIMUser.Email(value: $0, type: "work", primary: true)] },
            onPremises: SCIMUser.OnPremises(
                immutableID: person.anchor.text, distinguishedName: person.dn.text,
                samAccountName: person.samAccountName, domain: domain))
    }
}

extension SCIMUser {
    /// What the sync is answerable for; everything else is the gateway's.
    var synced: [String?] {
        [
            userName, displayName, emails?.first?.value, onPremises?.immutableID, onPremises?.distinguishedName,
            onPremises?.samAccountName, onPremises?.domain,
        ]
    }
}
