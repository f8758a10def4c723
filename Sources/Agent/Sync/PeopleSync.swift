import Directory
import Foundation
import LDAP
import Logging
import Writeback

/// Brings the directory's people to the cloud. First form: everybody is read each time; nobody is deleted.
///
/// What changed is sent in each run. Everybody is sent in the first run after a start and then once an hour, so that
/// `onPremisesLastSyncDateTime` is never older than that for a person whom the sync still sees.
actor PeopleSync {
    static let everybody: TimeInterval = 3600
    private let account: ServiceAccount
    private let link: GatewayLink
    private let mapping: PersonMapping
    private let clock: AgentClock
    private let logger: Logger
    private var everybodySentAt: Date?

    /// Why a run did not come to its end.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// How a run went.
    struct Outcome: Sendable {
        var report: HealthReport.SyncReport
        /// The first few names that could not be sent, each with the reason.
        var troubles: [String]
    }

    init(account: ServiceAccount, link: GatewayLink, clock: AgentClock, logger: Logger) {
        self.account = account
        self.link = link
        self.clock = clock
        self.logger = logger
        mapping = PersonMapping(base: account.configuration.settings.base)
    }

    /// One run.
    ///
    /// - Throws: `Failure`, when directory or gateway is lost on the way.
    func run() async throws(Failure) -> Outcome {
        let known = try await knownPeople()
        guard case .bound(let session) = await account.arrive() else {
            throw Failure(description: "the directory cannot be reached")
        }
        let sendAll = everybodySentAt.map { clock.now().timeIntervalSince($0) >= Self.everybody } ?? true
        var tally = Tally()
        do {
            for try await page in session.people() {
                tally.people += page.people.count + page.withoutAnchor.count
                for name in page.withoutAnchor { tally.failed(name, "has no readable source anchor") }
                for person in page.people { try await send(person, known, sendAll: sendAll, &tally) }
            }
        } catch {
            await session.close()
            throw (error as? Failure) ?? Failure(description: "reading people failed: \(error)")
        }
        await session.close()
        if sendAll { everybodySentAt = clock.now() }
        return Outcome(
            report: HealthReport.SyncReport(
                at: clock.now(), people: tally.people, sent: tally.sent, failed: tally.failures),
            troubles: tally.troubles)
    }

    private struct Tally {
        var people = 0
        var sent = 0
        var failures = 0
        var troubles: [String] = []

        mutating func failed(_ name: String, _ why: String) {
            failures += 1
            if troubles.count < 5 { troubles.append("\(name): \(why)") }
        }
    }

    /// Of each known person only the id and a hash of what the sync is answerable for are kept.
    private struct KnownPerson {
        var id: String
        var content: Int
    }

    private func knownPeople() async throws(Failure) -> [String: KnownPerson] {
        var known: [String: KnownPerson] = [:]
        var start = 1
        do {
            while true {
                let page = try await link.people(from: start, count: 200)
                for user in page.resources {
                    guard let anchor = user.onPremises?.immutableID, let id = user.id else { continue }
                    known[anchor] = KnownPerson(id: id, content: user.synced.hashValue)
                }
                start += page.resources.count
                if page.resources.isEmpty || start > page.totalResults { return known }
            }
        } catch {
            throw Failure(description: "the gateway's people cannot be listed: \(error)")
        }
    }

    private func send(
        _ person: Person, _ known: [String: KnownPerson], sendAll: Bool, _ tally: inout Tally
    ) async throws(Failure) {
        guard let user = mapping.user(person) else {
            tally.failed(person.dn.text, "has no value in directory.users.loginAttribute")
            return
        }
        do {
            if let there = known[person.anchor.text] {
                guard sendAll || there.content != user.synced.hashValue else { return }
                try await link.replace(user, id: there.id)
            } else {
                try await link.create(user)
            }
            tally.sent += 1
        } catch {
            // Somebody else has that name, or the gateway does not take this one: the others are sent all the same.
            guard let status = error.status, (400..<500).contains(status), ![401, 403, 429].contains(status) else {
                throw Failure(description: "\(error)")
            }
            logger.warning("a person could not be synced", metadata: ["upn": "\(user.userName)", "error": "\(error)"])
            tally.failed(user.userName, "\(error)")
        }
    }
}
