import Directory
import Foundation
import LDAP
import Logging
import Secrets
import Support

/// Short words for tests.
extension LiveSlapd {
    /// Limits that no test on a busy machine reaches by accident.
    static let patient = TimeLimits(
        connect: .seconds(30), handshake: .seconds(30), bind: .seconds(30), operation: .seconds(30))

    func connect(
        _ url: String? = nil, startTLS: Bool = false, limits: TimeLimits = LiveSlapd.patient
    ) async throws -> Connection {
        try await Connection.open(
            ConnectionSettings(
                server: ServerURL(parsing: url ?? ldapsURL), tls: TLSSettings(caFile: caFile, startTLS: startTLS),
                limits: limits))
    }

    /// A connection that is bound as the root DN.
    func connectAsAdmin(limits: TimeLimits = LiveSlapd.patient) async throws -> Connection {
        let connection = try await connect(limits: limits)
        try await connection.bind(DistinguishedName(parsing: adminDN), password: password(adminPassword))
            .requireSuccess()
        return connection
    }

    func dn(_ uid: String) throws -> DistinguishedName {
        try DistinguishedName(parsing: peopleDN).child("uid", uid)
    }

    func settings(_ change: (inout DirectorySettings) throws -> Void = { _ in }) throws -> DirectorySettings {
        var settings = DirectorySettings(
            tls: TLSSettings(caFile: caFile), limits: LiveSlapd.patient,
            bindDN: try DistinguishedName(parsing: agentDN),
            base: try DistinguishedName(parsing: peopleDN), filter: try Filter(parsing: peopleFilter))
        try change(&settings)
        return settings
    }

    /// Bound as the service account.
    func session(_ change: (inout DirectorySettings) throws -> Void = { _ in }) async throws -> DirectorySession {
        let link = try await DirectoryLink.open(
            try settings(change), server: ServerURL(parsing: ldapsURL), logger: Logger(label: "test"))
        guard case .bound(let session) = await link.bind(password: password(agentPassword)) else {
            throw Launcher.Failure(description: "the service account cannot bind")
        }
        return session
    }

    /// The account as the session sees it.
    func account(_ uid: String, _ session: DirectorySession) async throws -> Account {
        let anchor = Anchor(try await entryUUID(of: try dn(uid).text))
        guard case .found(let account) = await session.account(anchor) else {
            throw Launcher.Failure(description: "\(uid) is not found")
        }
        return account
    }
}

func password(_ text: String) -> Password { Password(copying: text.utf8) }

/// What an operation threw, if it is a connection failure.
func connectionFailure(_ body: () async throws -> Void) async -> ConnectionFailure? {
    do {
        try await body()
        return nil
    } catch { return error as? ConnectionFailure }
}

func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
