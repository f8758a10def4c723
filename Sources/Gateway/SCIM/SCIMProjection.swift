import Foundation
import Writeback

/// Which attributes a client wants to see (RFC 7644, section 3.9). Works on whole attributes: who asks for a part of one gets
/// all of it.
struct SCIMProjection: Sendable, Hashable {
    /// The wanted ones; `nil` for all.
    var attributes: Set<String>?
    /// The unwanted ones.
    var excluded: Set<String> = []

    /// `schemas` and `id` are always returned (RFC 7643, section 3.1).
    private static let always: Set<String> = ["schemas", "id"]

    /// The name of the whole attribute, in lower case, as which `name` is meant.
    static func whole(_ name: String) -> String {
        let name = name.trimmingCharacters(in: .whitespaces).lowercased()
        let own = SCIMUser.onPremisesSchema.lowercased()
        if name.hasPrefix(own) { return own }
        let core = SCIMUser.coreSchema.lowercased() + ":"
        let bare = name.hasPrefix(core) ? String(name.dropFirst(core.count)) : name
        return String(bare.prefix { $0 != "." })
    }

    /// The names in a list with commas.
    static func names(_ list: String) -> Set<String> {
        Set(list.split(separator: ",").map { whole(String($0)) })
    }

    /// The user without what is not wanted.
    func apply(to user: SCIMUser) throws -> [String: JSONValue] {
        try WireJSON.decode([String: JSONValue].self, from: try WireJSON.encode(user)).filter { name, _ in
            let name = name.lowercased()
            if Self.always.contains(name) { return true }
            return attributes?.contains(name) ?? true && !excluded.contains(name)
        }
    }
}

/// Any value of JSON (RFC 8259), for texts whose members are chosen at run time.
enum JSONValue: Codable, Sendable, Hashable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([JSONValue].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .flag(let flag): try container.encode(flag)
        case .number(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        case .list(let list): try container.encode(list)
        case .object(let object): try container.encode(object)
        }
    }
}
