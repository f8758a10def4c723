import Hummingbird
import Writeback

/// A refusal in the form of SCIM (RFC 7644, section 3.12).
struct SCIMFailure: Error, Sendable, Hashable {
    var status: HTTPResponse.Status
    var scimType: String?
    var detail: String
    var headers: HTTPFields = [:]

    init(_ status: HTTPResponse.Status, _ scimType: String? = nil, _ detail: String) {
        self.status = status
        self.scimType = scimType
        self.detail = detail
    }

    /// What a general check refused.
    init(_ error: GraphError) {
        status = error.status
        scimType = error.status == .badRequest ? "invalidSyntax" : nil
        detail = error.message
        headers = error.headers
    }

    static let notFound = SCIMFailure(.notFound, nil, "Resource not found")
}

extension SCIMFailure: HTTPResponseError {
    func response(from request: Request, context: some RequestContext) throws -> Response {
        try JSONAnswer.make(
            SCIMError(status: status.code, scimType: scimType, detail: detail), status: status, headers: headers,
            contentType: SCIM.contentType)
    }
}
