import Directory
import Foundation
import LDAP
import Logging
import Secrets
import Support

/// Short words for tests.
extension LiveDS389 {
    /// The usual one, for all tests that can share it: each has people of its own.
    private static let usual = Task { try await LiveDS389.start() }
    static func shared() async throws -> LiveDS389 { try await usual.value }

    func dn(_ uid: String) throws -> DistinguishedName {
        try DistinguishedName(parsing: peopleDN).child("uid", uid)
    }

    func settings(_ change: (inout DirectorySettings) throws -> Void = { _ in }) throws -> DirectorySettings {
        var settings = DirectorySettings(
            tls: TLSSettings(caFile: caFile), limits: LiveSlapd.patient,
            bindDN: try DistinguishedName(parsing: agentDN), base: try DistinguishedName(parsing: peopleDN),
            filter: try Filter(parsing: peopleFilter))
        try change(&settings)
        return settings
    }

    func link(
        _ url: String? = nil, _ change: (inout DirectorySettings) throws -> Void = { _ in }
    ) async throws -> DirectoryLink {
        try await DirectoryLink.open(
            try settings(change), server: ServerURL(parsing: url ?? ldapsURL), logger: Logger(label: "test"))
    }

    /// Bound as the service account.
    func session(
        _ url: String? = nil, _ change: (inout DirectorySettings) throws -> Void = { _ in }
    ) async throws -> DirectorySession {
        let answer = await (try link(url, change)).bind(password: password(agentPassword))
        guard case .bound(let session) = answer else {
            throw Launcher.Failure(description: "the service account cannot bind: \(answer)")
        }
        return session
    }

    func anchor(of dn: String) async throws -> Anchor { Anchor(try await values("nsUniqueId", of: dn).first ?? "") }

    /// The account as the session sees it.
    func account(_ uid: String, _ session: DirectorySession) async throws -> Account {
        let answer = await session.account(try await anchor(of: try dn(uid).text))
        guard case .found(let account) = answer else {
            throw Launcher.Failure(description: "\(uid) is not found: \(answer)")
        }
        return account
    }

    /// The account once the server has noted the time of a password that was written after `marker` was read: it does
    /// that after its answer.
    func account(_ uid: String, _ session: DirectorySession, changedAfter marker: ChangeMarker) async throws -> Account
    {
        let patience = ContinuousClock.now + .seconds(30)
        var account = try await account(uid, session)
        while account.marker.passwordTime == marker.passwordTime, ContinuousClock.now < patience {
            account = try await self.account(uid, session)
        }
        return account
    }

    /// Waits until a change of this account can be told from its last one: markers have seconds.
    func nextSecond(after account: Account) async throws {
        let times = [account.marker.sequence, account.marker.passwordTime].compactMap(\.self)
        while times.contains(String(Self.now().prefix(14)) + "Z") { try await Task.sleep(for: .milliseconds(50)) }
    }

    /// This moment as a directory writes it.
    private static func now() -> String {
        Date().ISO8601Format(.init(dateSeparator: .omitted, timeSeparator: .omitted)).filter(\.isNumber)
    }
}
