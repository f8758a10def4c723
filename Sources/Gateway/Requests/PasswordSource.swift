import Foundation
import Secrets
import Writeback

/// Where the password of a request comes from.
enum PasswordSource: Sendable {
    /// In clear: sealed here, and forgotten.
    case clear(Password)
    /// Sealed by the client, end to end.
    case sealed(SealedByClient)

    /// Why a clear password is not taken; `nil` if it is.
    static func refusal(of password: Password) -> Refusal? {
        if password.isEmpty { return Refusal(code: .invalidPassword, message: "the password is empty") }
        if password.count > Password.longest {
            return Refusal(
                code: .passwordTooLong, message: "the password is longer than \(Password.longest) bytes in UTF-8")
        }
        if password.containsNUL {
            return Refusal(
                code: .invalidPassword,
                message: "the password contains a NUL character, which directories cut or refuse")
        }
        return nil
    }

    /// The request's id and end.
    func identity(now: Date, maxAge: Double) throws(Refusal) -> (jti: String, exp: Int) {
        switch self {
        case .clear: return (Identifier.make(), Int((now.timeIntervalSince1970 + maxAge).rounded()))
        case .sealed(let sealed):
            let latest = Int((now.timeIntervalSince1970 + maxAge).rounded(.up))
            guard sealed.exp > Int(now.timeIntervalSince1970), sealed.exp <= latest else {
                throw Refusal(
                    code: .sealedPasswordInvalid, message: "exp has to lie within the next \(Int(maxAge)) seconds")
            }
            return (sealed.jti, sealed.exp)
        }
    }

    /// One sealed password for each recipient.
    func sealed(for request: WritebackRequest, to keys: [PublishedSealingKey]) throws -> [SealedPassword] {
        switch self {
        case .clear(let password):
            let plaintext = try SealedPlaintext(new: password)
            return try keys.map { key in
                try key.seal(plaintext, context: SealingContext(of: request, suite: key.suite, keyID: key.kid))
            }
        case .sealed(let sealed):
            try sealed.check(against: keys)
            return sealed.sealed
        }
    }
}

/// The member `sealedPassword`: what a client that seals sends instead of `newPassword`.
struct SealedByClient: Decodable, Sendable, Hashable {
    /// Chosen by the client: it is part of what the password is bound to.
    var jti: String
    /// The same, in Unix seconds.
    var exp: Int
    /// One for each key that the client knew.
    var sealed: [SealedPassword]

    /// - Throws: `Refusal` unless everything is sealed to keys of the person's own directory, in the right shape.
    func check(against keys: [PublishedSealingKey]) throws(Refusal) {
        let allowed = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
        guard (16...64).contains(jti.utf8.count), jti.unicodeScalars.allSatisfy(allowed.contains) else {
            throw refusal("jti has to be 16 to 64 characters of A-Z a-z 0-9 . _ -")
        }
        guard !sealed.isEmpty, Set(sealed.map(\.kid)).count == sealed.count else {
            throw refusal("sealed has to hold one entry for each key, and at least one")
        }
        for entry in sealed {
            guard let key = keys.first(where: { $0.kid == entry.kid }), key.suite == entry.suite else {
                throw refusal("the key \(entry.kid) is not one of the agents of the user's directory")
            }
            // AES-256-GCM adds a tag of 16 bytes.
            guard Base64URL.decode(entry.enc)?.count == key.suite.encapsulatedKeyLength,
                Base64URL.decode(entry.ciphertext)?.count == SealedPlaintext.length + 16
            else { throw refusal("enc or ciphertext has not the length that belongs to \(key.suite.rawValue)") }
        }
    }

    private func refusal(_ message: String) -> Refusal { Refusal(code: .sealedPasswordInvalid, message: message) }
}
