import Glibc

/// A password, as bytes, in memory of its own that is overwritten when the last reference goes.
///
/// There is no way to get a `String` out of it and nothing to print: the bytes are reached inside a closure only, and the
/// closure's caller must not keep them. Two passwords are never compared by `==`; nothing in the product needs it.
///
/// `@unchecked Sendable` holds because the buffer is filled before `init` returns, is never written again until `deinit`,
/// and no reference to it leaves `withBytes`.
public final class Password: @unchecked Sendable {
    private let bytes: UnsafeMutableRawBufferPointer

    /// The longest password that is accepted anywhere in the product, in bytes.
    public static let longest = 1024

    /// Copies the bytes. The caller keeps, and must overwrite, its own copy.
    public init(copying source: some Collection<UInt8>) {
        bytes = .allocate(byteCount: source.count, alignment: 1)
        bytes.copyBytes(from: source)
    }

    /// Takes the bytes and overwrites the array they came from.
    public convenience init(consuming source: inout [UInt8]) {
        self.init(copying: source)
        source.eraseBytes()
    }

    deinit {
        bytes.overwrite()
        bytes.deallocate()
    }

    /// The length in bytes.
    public var count: Int { bytes.count }

    /// Whether there is not a single byte.
    public var isEmpty: Bool { bytes.isEmpty }

    /// Whether a NUL byte occurs: some directories cut the password there, others store what nobody can type.
    public var containsNUL: Bool { bytes.contains(0) }

    /// Lends the bytes for the length of the call.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try body(UnsafeRawBufferPointer(bytes))
    }

    /// Whether the password occurs inside `text`. An empty password occurs nowhere.
    ///
    /// Used to withhold a server's diagnostic that quotes the value it refused.
    public func occurs(in text: some Sequence<UInt8>) -> Bool {
        guard !bytes.isEmpty else { return false }
        let haystack = Array(text)
        guard haystack.count >= bytes.count else { return false }
        return (0...(haystack.count - bytes.count)).contains { start in
            bytes.indices.allSatisfy { haystack[start + $0] == bytes[$0] }
        }
    }
}

extension Password: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A placeholder; the bytes are never part of any text.
    public var description: String { "<password>" }
    /// A placeholder; the bytes are never part of any text.
    public var debugDescription: String { description }
    /// Has no children, so that `dump` and test failures show nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension [UInt8] {
    /// Overwrites the elements with zeros, then empties the array.
    ///
    /// Works on the buffer that this variable holds alone; a copy that shares it would be duplicated first, so call it on
    /// the one owner.
    public mutating func eraseBytes() {
        withUnsafeMutableBytes { $0.overwrite() }
        removeAll(keepingCapacity: false)
    }
}

extension UnsafeMutableRawBufferPointer {
    /// Fills the memory with zeros, in a way that the compiler does not leave out.
    func overwrite() {
        if let baseAddress { explicit_bzero(baseAddress, count) }
    }
}
