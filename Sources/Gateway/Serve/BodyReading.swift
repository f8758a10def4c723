import Foundation
import Hummingbird
import NIOCore
import Writeback

/// Bodies are bounded everywhere.
enum BodyReading {
    /// The largest body that any door takes, in bytes.
    static let largest = 64 * 1024

    /// The whole body.
    static func bytes(of request: Request) async throws -> [UInt8] {
        try refuseAnnouncedExcess(request)
        var collected: [UInt8] = []
        for try await chunk in request.body {
            guard collected.count + chunk.readableBytes <= largest else { throw GraphError.tooLarge }
            collected.append(contentsOf: chunk.readableBytesView)
        }
        return collected
    }

    /// The body as a value.
    static func json<Value: Decodable>(_ type: Value.Type, of request: Request) async throws -> Value {
        try decode(type, from: Data(try await bytes(of: request)))
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
        do {
            return try WireJSON.decode(type, from: data)
        } catch {
            throw GraphError.badRequest("the body is not the JSON that belongs here: \(explain(error))")
        }
    }

    /// A client that announces too much is told before it sends it.
    static func refuseAnnouncedExcess(_ request: Request) throws {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > largest {
            throw GraphError.tooLarge
        }
    }

    /// Names the member, never its value.
    private static func explain(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "`\(key.stringValue)` is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            "`\(context.codingPath.map(\.stringValue).joined(separator: "."))` has another type"
        case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
            "`\(context.codingPath.map(\.stringValue).joined(separator: "."))` is malformed"
        default: "not JSON"
        }
    }
}
