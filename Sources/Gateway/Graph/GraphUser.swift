import Foundation
import Writeback

/// A user as Graph shows one: the properties that were asked for, `null` where there is no value.
struct GraphUser: Encodable, Sendable {
    private let values: [(name: String, value: Value)]

    private enum Value: Sendable {
        case text(String?)
        case flag(Bool?)
        case time(Date?)
    }

    /// The names of all properties.
    static let properties: Set<String> = Set(all(of: nil).map(\.name))

    /// Shows `person`; `select` holds lower-case names, `nil` for all.
    init(_ person: Person, select: Set<String>?) {
        let all = Self.all(of: person)
        values = select.map { select in all.filter { select.contains($0.name.lowercased()) || $0.name == "id" } } ?? all
    }

    private static func all(of person: Person?) -> [(name: String, value: Value)] {
        [
            ("id", .text(person?.id)), ("userPrincipalName", .text(person?.upn)),
            ("displayName", .text(person?.displayName)), ("mail", .text(person?.mail)),
            ("givenName", .text(person?.givenName)), ("surname", .text(person?.surname)),
            ("accountEnabled", .flag(person?.enabled)), ("onPremisesImmutableId", .text(person?.anchor)),
            ("onPremisesSyncEnabled", .flag(person?.syncEnabled)),
            ("onPremisesLastSyncDateTime", .time(person?.lastSync)),
            ("onPremisesDistinguishedName", .text(person?.distinguishedName)),
            ("onPremisesDomainName", .text(person?.domain)),
            ("onPremisesSamAccountName", .text(person?.samAccountName)),
        ]
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Name.self)
        for (name, value) in values {
            let key = Name(stringValue: name)
            switch value {
            case .text(let text): try container.encode(text, forKey: key)
            case .flag(let flag): try container.encode(flag, forKey: key)
            case .time(let time): try container.encode(time, forKey: key)
            }
        }
    }
}
