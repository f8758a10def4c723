import Secrets

/// The layout of what is sealed: always of one length, so that the ciphertext does not tell how long a password is.
///
/// One version byte; the new password's length (16 bits, big-endian) and bytes; the current password's length and bytes;
/// zeros up to `length`.
public struct SealedPlaintext: Sendable {
    /// Room for the version and two passwords of the greatest length. (2048 bytes would hold one of them only.)
    public static let length = 1 + 2 * (2 + Password.longest)
    static let version: UInt8 = 1

    /// The password to set.
    public let new: Password
    /// In a change: the present password. Empty otherwise.
    public let current: Password

    /// Why a plaintext cannot be made or read.
    public enum Failure: Error, Hashable, Sendable {
        /// A password is longer than `Password.longest`.
        case tooLong
        /// Written by a version that this one does not know.
        case unknownVersion
        /// Lengths, count or padding are not as they have to be.
        case malformed
    }

    /// Pairs the two passwords.
    ///
    /// - Throws: `Failure.tooLong`.
    public init(new: Password, current: Password? = nil) throws(Failure) {
        guard new.count <= Password.longest, (current?.count ?? 0) <= Password.longest else { throw .tooLong }
        self.new = new
        self.current = current ?? Password(copying: [])
    }

    /// Reads the layout back.
    ///
    /// - Throws: `Failure.unknownVersion`, `Failure.malformed`.
    public init(reading bytes: UnsafeRawBufferPointer) throws(Failure) {
        guard bytes.count == Self.length else { throw .malformed }
        guard bytes[0] == Self.version else { throw .unknownVersion }
        var offset = 1
        func password() throws(Failure) -> Password {
            guard offset + 2 <= bytes.count else { throw .malformed }
            let count = Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
            guard count <= Password.longest, offset + 2 + count <= bytes.count else { throw .malformed }
            defer { offset += 2 + count }
            return Password(copying: bytes[offset + 2..<offset + 2 + count])
        }
        new = try password()
        current = try password()
        guard bytes[offset...].allSatisfy({ $0 == 0 }) else { throw .malformed }
    }

    /// Lends the layout's bytes; they are overwritten after the call.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        var bytes = [UInt8](repeating: 0, count: Self.length)
        defer { bytes.eraseBytes() }
        bytes[0] = Self.version
        var offset = 1
        for password in [new, current] {
            bytes[offset] = UInt8(password.count >> 8)
            bytes[offset + 1] = UInt8(password.count & 0xFF)
            password.withBytes { source in
                bytes.withUnsafeMutableBytes { $0[(offset + 2)...].copyBytes(from: source) }
            }
            offset += 2 + password.count
        }
        return try bytes.withUnsafeBytes(body)
    }
}
