import Foundation
import Writeback

/// The query options of `GET /v1.0/users`, as far as they are supported; the rest is refused rather than ignored.
struct UserQuery: Sendable {
    var top = 100
    var after: String?
    var condition: PersonCondition?
    /// Lower-case names.
    var select: Set<String>?
    var count = false
    /// The options as they came, without `$skiptoken`: they belong into the link to the next page.
    var kept: [(name: String, value: String)] = []

    static let largestPage = 999

    /// - Throws: `GraphError` 400.
    init(_ query: String?) throws(GraphError) {
        var seen: Set<String> = []
        for pair in (query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let name = Form.decode(parts[0])?.lowercased(),
                let value = Form.decode(parts.count > 1 ? parts[1] : "")
            else { throw .badRequest("the query is not UTF-8 in percent-encoding") }
            guard seen.insert(name).inserted else { throw .badRequest("the query option \(name) occurs twice") }
            guard !value.unicodeScalars.contains("\0") else { throw .badRequest("a query option contains NUL") }
            try take(name, value)
            if name != "$skiptoken" { kept.append((name, value)) }
        }
    }

    private mutating func take(_ name: String, _ value: String) throws(GraphError) {
        switch name {
        case "$top":
            guard let number = Int(value), (1...Self.largestPage).contains(number) else {
                throw .badRequest("$top has to be a number from 1 to \(Self.largestPage)")
            }
            top = number
        case "$skiptoken":
            guard let data = Base64URL.decode(value), let text = String(data: data, encoding: .utf8) else {
                throw .badRequest("$skiptoken is not one that this gateway gave")
            }
            after = text
        case "$select": select = try Self.names(value)
        case "$count":
            guard let flag = Bool(value.lowercased()) else { throw .badRequest("$count has to be true or false") }
            count = flag
        case "$filter": condition = try Self.condition(value)
        default:
            // Options of OData that this gateway does not know change the meaning of the answer; others do not.
            guard !name.hasPrefix("$") else { throw .badRequest("the query option \(name) is not supported here") }
        }
    }

    static func names(_ value: String) throws(GraphError) -> Set<String> {
        let names = value.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
        guard !names.isEmpty, names.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isLetter || $0.isNumber } }) else {
            throw .badRequest("$select has to be names of properties with commas between them")
        }
        return Set(names)
    }

    /// `PROPERTY eq 'VALUE'`; an apostrophe inside is doubled (OData 4.01, URL conventions 5.1.1.6.1).
    private static func condition(_ filter: String) throws(GraphError) -> PersonCondition {
        let parts = filter.trimmingCharacters(in: .whitespaces)
            .split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true).map(String.init)
        guard parts.count == 3, parts[1].lowercased() == "eq", parts[2].count >= 2, parts[2].hasPrefix("'"),
            parts[2].hasSuffix("'")
        else { throw unsupported }
        let quoted = parts[2].dropFirst().dropLast()
        guard quoted.replacing("''", with: "").contains("'") == false else { throw unsupported }
        let value = quoted.replacing("''", with: "'")
        switch parts[0].lowercased() {
        case "userprincipalname": return .upn(String(value))
        case "id": return .id(String(value))
        case "onpremisesimmutableid": return .anchor(String(value))
        default: throw unsupported
        }
    }

    private static let unsupported = GraphError.badRequest(
        "$filter has to be userPrincipalName, id or onPremisesImmutableId, then eq and a text in apostrophes")
}
