import Foundation
import Hummingbird
import NIOCore
import Secrets

/// Reads a body that may hold a password: straight from the socket's buffers into memory of its own, which is overwritten,
/// as are the buffers.
enum SecretBody {
    /// The members of a JSON body, with those called `names` cut out as passwords.
    ///
    /// - Throws: `GraphError`.
    static func fields(_ names: Set<String>, of request: Request) async throws -> SecretFields {
        try BodyReading.refuseAnnouncedExcess(request)
        // One allocation that never grows: a growing array would leave copies of the password behind.
        var body = [UInt8](repeating: 0, count: BodyReading.largest)
        var count = 0
        defer { body.eraseBytes() }
        for try await chunk in request.body {
            defer { overwrite(chunk) }
            guard count + chunk.readableBytes <= body.count else { throw GraphError.tooLarge }
            body.withUnsafeMutableBytes { target in
                chunk.withUnsafeReadableBytes { target[count...].copyBytes(from: $0) }
            }
            count += chunk.readableBytes
        }
        return try body.withUnsafeBytes { bytes in
            do throws(SecretFields.Failure) {
                return try SecretFields(cutting: names, from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
            } catch {
                throw refusal(error)
            }
        }
    }

    /// Overwrites what the buffer shows. Writing through `ByteBuffer` itself would first copy the memory that the decoder
    /// still holds, and overwrite the copy; nothing reads these bytes any more.
    private static func overwrite(_ buffer: ByteBuffer) {
        buffer.withUnsafeReadableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            explicit_bzero(UnsafeMutableRawPointer(mutating: base), bytes.count)
        }
    }

    /// Says where, never what.
    private static func refusal(_ failure: SecretFields.Failure) -> GraphError {
        switch failure {
        case .notAnObject(let offset): .badRequest("the body is not a JSON object (at byte \(offset))")
        case .repeated(let member): .badRequest("the member \(member) occurs twice")
        case .notAString(let member): .badRequest("the member \(member) has to be a string")
        case .loneSurrogate(let offset): .badRequest("half of a surrogate pair is no character (at byte \(offset))")
        case .notUTF8(let offset): .badRequest("the body is not UTF-8 (at byte \(offset))")
        }
    }
}
