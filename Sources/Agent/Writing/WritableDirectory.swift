import Directory
import LDAP

/// What the writer needs of a bound session. The real one is `DirectorySession`; tests have one that can lie, hang and
/// drop.
protocol WritableDirectory: Sendable {
    /// The server, as declarations name it.
    var serverName: String { get }
    func account(_ anchor: Anchor) async -> AccountLookup
    func write(_ write: PasswordWrite, to account: Account) async -> WriteAnswer
    func unlock(_ account: Account) async -> WriteAnswer
    func close() async
}

extension DirectorySession: WritableDirectory {
    var serverName: String { server.description }
}

/// Where the writer gets its session, and gives it up.
protocol DirectorySource: Sendable {
    /// A bound session; `nil` while there is none to be had, which the probes explain.
    func session() async -> (any WritableDirectory)?
    /// The session is not used any more: an answer on it was lost.
    func discard() async
}

/// Keeps one bound session for all writes: calls may overlap on it.
actor SharedSession: DirectorySource {
    private let account: ServiceAccount
    private var held: DirectorySession?
    private var opening: Task<DirectorySession?, Never>?

    init(_ account: ServiceAccount) { self.account = account }

    func session() async -> (any WritableDirectory)? {
        if let held, held.connectionEnd == nil { return held }
        held = nil
        // Callers that come meanwhile share the one attempt.
        let task =
            opening
            ?? Task {
                defer { opening = nil }
                guard case .bound(let session) = await account.arrive() else { return nil }
                held = session
                return session
            }
        opening = task
        return await task.value
    }

    func discard() async {
        let old = held
        held = nil
        await old?.close()
    }
}
