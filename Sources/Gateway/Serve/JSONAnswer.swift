import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOFoundationCompat
import Writeback

/// Answers in JSON. Clients drop an answer without a content type in silence, so there is always one.
enum JSONAnswer {
    /// For answers with a secret in them, and for errors of the token endpoint (RFC 6749, section 5.1).
    static var uncached: HTTPFields { [.cacheControl: "no-store", .pragma: "no-cache"] }

    static func make(
        _ value: some Encodable, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:],
        contentType: String = "application/json; charset=utf-8"
    ) throws -> Response {
        let data = try WireJSON.encode(value)
        var headers = headers
        headers[.contentType] = contentType
        headers[.contentLength] = String(data.count)
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(data: data)))
    }
}

extension HTTPField.Name {
    static let pragma = Self(known: "pragma")
    static let requestID = Self(known: "request-id")
    static let clientRequestID = Self(known: "client-request-id")
    static let brokerProperties = Self(known: "BrokerProperties")
    static let declarations = Self(known: "Writeback-Declarations")

    private init(known name: String) {
        guard let field = Self(name) else { preconditionFailure("not a header name: \(name)") }
        self = field
    }
}
