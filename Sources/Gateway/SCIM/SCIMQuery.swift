import Foundation

/// The query of a SCIM list (RFC 7644, section 3.4.2).
struct SCIMQuery: Sendable {
    var filter: PersonCondition.Match?
    var startIndex = 1
    var count = 100
    var projection = SCIMProjection()

    /// The body of `POST /.search` (RFC 7644, section 3.4.3).
    struct SearchRequest: Decodable {
        var attributes: [String]?
        var excludedAttributes: [String]?
        var filter: String?
        var startIndex: Int?
        var count: Int?
    }

    /// - Throws: `SCIMFailure` 400.
    init(_ search: SearchRequest) throws(SCIMFailure) {
        if let text = search.filter { filter = try Self.filter(text) }
        startIndex = max(1, search.startIndex ?? 1)
        count = min(max(0, search.count ?? count), SCIMDoor.largestPage)
        projection.attributes = search.attributes.map { Set($0.map(SCIMProjection.whole)) }
        projection.excluded = Set((search.excludedAttributes ?? []).map(SCIMProjection.whole))
    }

    /// - Throws: `SCIMFailure` 400.
    init(_ query: String?) throws(SCIMFailure) {
        for pair in (query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let name = Form.decode(parts[0]), let value = Form.decode(parts.count > 1 ? parts[1] : "") else {
                throw SCIMFailure(.badRequest, "invalidSyntax", "the query is not percent-encoded UTF-8")
            }
            switch name {
            case "filter": filter = try Self.filter(value)
            // Values below 1 mean 1, counts below 0 mean 0 (RFC 7644, section 3.4.2.4).
            case "startIndex": startIndex = max(1, try Self.number(name, value))
            case "count": count = min(max(0, try Self.number(name, value)), SCIMDoor.largestPage)
            case "attributes": projection.attributes = SCIMProjection.names(value)
            case "excludedAttributes": projection.excluded = SCIMProjection.names(value)
            default: break
            }
        }
    }

    private static func number(_ name: String, _ value: String) throws(SCIMFailure) -> Int {
        guard let number = Int(value) else {
            throw SCIMFailure(.badRequest, "invalidValue", "\(name) has to be a number")
        }
        return number
    }

    /// `ATTRIBUTE eq "VALUE"`
    private static func filter(_ text: String) throws(SCIMFailure) -> PersonCondition.Match {
        let parts = text.trimmingCharacters(in: .whitespaces)
            .split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true).map(String.init)
        let supported = SCIMFailure(
            .badRequest, "invalidFilter", "supported are userName, externalId and immutableId, each with eq and a text")
        guard parts.count == 3, parts[1].lowercased() == "eq",
            let value = try? JSONDecoder().decode(String.self, from: Data(parts[2].utf8))
        else { throw supported }
        // A name may carry its schema in front, with a colon.
        switch parts[0].lowercased().split(separator: ":").last.map(String.init) {
        case "username": return .userName(value)
        case "externalid": return .externalID(value)
        case "immutableid", "0:user.immutableid": return .immutableID(value)
        default: throw supported
        }
    }
}
