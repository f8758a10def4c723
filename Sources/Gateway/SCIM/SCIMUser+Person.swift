import Foundation
import Writeback

extension SCIMUser {
    /// A person in the words of SCIM.
    init(_ person: Person, base: String) {
        let onPremises = person.anchor.map {
            OnPremises(
                immutableID: $0, distinguishedName: person.distinguishedName, samAccountName: person.samAccountName,
                domain: person.domain)
        }
        let hasName = person.givenName != nil || person.surname != nil
        self.init(
            id: person.id, externalID: person.externalID, userName: person.upn, displayName: person.displayName,
            name: hasName ? Name(familyName: person.surname, givenName: person.givenName) : nil,
            emails: person.mail.map { [Email(value: $0, type: "work", primary: true)] }, active: person.enabled,
            onPremises: onPremises,
            meta: SCIMMeta(
                resourceType: "User", created: person.createdAt, lastModified: person.modifiedAt,
                location: "\(base)/scim/v2/Users/\(person.id)", version: person.entityTag))
    }
}

extension Person {
    /// The entity tag (RFC 9110, section 8.8.3).
    var entityTag: String { "W/\"\(revision)\"" }

    /// Takes over what the sync says; the anchor is not among it.
    mutating func take(_ user: SCIMUser, syncedAt now: Date) {
        upn = user.userName
        foldedUPN = Person.folded(user.userName)
        displayName = user.displayName ?? user.name?.formatted
        givenName = user.name?.givenName
        surname = user.name?.familyName
        mail = (user.emails?.first { $0.primary == true } ?? user.emails?.first)?.value
        enabled = user.active ?? true
        externalID = user.externalID
        if let onPremises = user.onPremises {
            distinguishedName = onPremises.distinguishedName
            samAccountName = onPremises.samAccountName
            domain = onPremises.domain
        }
        syncEnabled = true
        lastSync = now
        modifiedAt = now
        revision += 1
    }
}
