import Foundation
import Writeback

/// People, in SCIM 2.0 (RFC 7644).
extension GatewayLink {
    /// A page of the people that the gateway has of this directory.
    func people(from start: Int, count: Int) async throws(LinkFailure) -> SCIMListResponse<SCIMUser> {
        let answer = try await call(
            .GET, "/scim/v2/Users?startIndex=\(start)&count=\(count)", limit: .seconds(30), accepting: [200])
        return try answer.decoded(as: SCIMListResponse<SCIMUser>.self)
    }

    /// Creates a person.
    func create(_ user: SCIMUser) async throws(LinkFailure) {
        _ = try await call(
            .POST, "/scim/v2/Users", contentType: SCIM.contentType, body: try json(user), accepting: [200, 201])
    }

    /// Replaces a person.
    func replace(_ user: SCIMUser, id: String) async throws(LinkFailure) {
        let path =
            id.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed.subtracting(.init(charactersIn: "/"))) ?? ""
        _ = try await call(
            .PUT, "/scim/v2/Users/\(path)", contentType: SCIM.contentType, body: try json(user), accepting: [200, 204])
    }
}
