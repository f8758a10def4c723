import LDAP
import Synchronization
import Writeback

@testable import Agent
@testable import Directory

/// A directory that answers as told: it can refuse, lose answers, and be changed by others.
final class FakeDirectory: DirectorySource, WritableDirectory, Sendable {
    struct State {
        var marker = ChangeMarker(passwordTime: nil, sequence: "1", modifier: "cn=root,dc=example,dc=test")
        var lookups: [AccountLookup] = []
        var answers: [Answer] = []
        var writes: [String] = []
        var discards = 0
        var isReachable = true
        var isProtected = false
        var onLookup: (@Sendable (inout ChangeMarker) -> Void)?
    }

    /// What becomes of a write.
    enum Answer: Sendable {
        case written
        case refused(Refusal)
        /// The answer is lost; the write happened, or did not.
        case lost(happened: Bool)
        case unavailable(Unavailability)
    }

    static let agent = "cn=agent,ou=services,dc=example,dc=test"
    let serverName: String
    let state = Mutex(State())

    init(serverName: String = "ldaps://server:636") { self.serverName = serverName }

    func session() async -> (any WritableDirectory)? { state.withLock(\.isReachable) ? self : nil }
    func discard() async { state.withLock { $0.discards += 1 } }
    func close() async {}

    func account(_ anchor: Anchor) async -> AccountLookup {
        state.withLock { state in
            if !state.lookups.isEmpty { return state.lookups.removeFirst() }
            state.onLookup?(&state.marker)
            return .found(
                Account(
                    dn: DistinguishedName.root.child("uid", "user"), anchor: anchor, loginName: "user",
                    marker: state.marker, lock: .none, mustChange: nil, policy: nil, isProtected: state.isProtected))
        }
    }

    func write(_ write: PasswordWrite, to account: Account) async -> WriteAnswer {
        let text = write.password.withBytes { String(decoding: $0, as: UTF8.self) }
        return state.withLock { state in
            let answer = state.answers.isEmpty ? .written : state.answers.removeFirst()
            let details = AnswerDetails(server: serverName, explanation: "as told")
            switch answer {
            case .written:
                state.writes.append(text)
                Self.change(&state.marker, by: Self.agent)
                return .written(
                    WriteDetails(
                        server: serverName, password: .done, mustChange: .notAsked, unlock: .notAsked,
                        marker: state.marker,
                        method: .exop))
            case .refused(let refusal):
                return .refused(refusal, AnswerDetails(server: serverName, resultCode: 19, explanation: "refused"))
            case .lost(let happened):
                if happened {
                    state.writes.append(text)
                    Self.change(&state.marker, by: Self.agent)
                }
                return .unknown(details)
            case .unavailable(let why): return .unavailable(why, details)
            }
        }
    }

    func unlock(_ account: Account) async -> WriteAnswer {
        .refused(.notPermitted, AnswerDetails(server: serverName, explanation: ""))
    }

    /// Somebody changes the password.
    static func change(_ marker: inout ChangeMarker, by name: String) {
        let next = (Int(marker.sequence ?? "0") ?? 0) + 1
        marker = ChangeMarker(passwordTime: "2026092200000\(next % 10)Z", sequence: String(next), modifier: name)
    }

    var writes: [String] { state.withLock(\.writes) }
}

/// A cloud that stores declarations, or refuses to.
final class FakeCloud: WriterCloud, Sendable {
    let declarations = Mutex<[Declaration]>([])
    let failure = Mutex<LinkFailure?>(nil)
    let givenBack = Mutex(0)
    let onRenew = Mutex<(@Sendable () -> Void)?>(nil)
    private let clock: AgentClock

    init(_ clock: AgentClock) { self.clock = clock }

    func renew(_ delivery: Delivery, declaring declaration: Declaration?) async throws(LinkFailure) {
        if let failure = failure.withLock({ $0 }) {
            if failure.status == 404 { await delivery.lease.lost() }
            throw failure
        }
        if let declaration { declarations.withLock { $0.append(declaration) } }
        await delivery.lease.renewed(askedAt: clock.sinceBoot(), seconds: 60)
        onRenew.withLock { $0 }?()
    }

    var declared: Int { declarations.withLock(\.count) }

    func giveBack(_ delivery: Delivery) async throws(LinkFailure) { givenBack.withLock { $0 += 1 } }
}
