import Foundation

/// Whose credential is tried.
struct BindSubject: Hashable, Sendable {
    let name: String

    /// The service account at the directory.
    static func directory(_ dn: String) -> BindSubject { BindSubject(name: "directory \(dn)") }
    /// The agent at the gateway.
    static func gateway(client: String) -> BindSubject { BindSubject(name: "gateway \(client)") }
}

/// Tells one version of a secret from the next, without being one: nothing of the secret can be found from it.
struct SecretMark: Hashable, Sendable, Codable {
    let text: String

    init(_ text: String) { self.text = text }
}

/// Keeps a wrong credential from being tried until its account is locked.
///
/// One for each identity, whoever binds: writer, probes, `check` and `diagnose`. A value with the time as a parameter.
struct BindGovernor: Codable, Hashable, Sendable {
    /// The pauses after the first, second, third refusal, and after each further one.
    static let pauses: [TimeInterval] = [60, 120, 300, 600]

    /// What happened to one identity's credential.
    struct Refusals: Codable, Hashable, Sendable {
        var secret: SecretMark
        var count: Int
        var last: Date
        /// An operator asked: one more try is free.
        var isAsked: Bool
        /// What the other side said, for those who ask while the credential is not shown.
        var reason: RefusalReason?
    }

    /// Why a credential was refused, in the words of the first who saw it. Never a secret.
    struct RefusalReason: Codable, Hashable, Sendable {
        var word: String
        var evidence: String
    }

    private var refusals: [String: Refusals] = [:]

    /// Whether a credential may be shown now.
    enum Decision: Hashable, Sendable {
        case `try`
        case wait(until: Date)
    }

    func decision(_ subject: BindSubject, secret: SecretMark, at now: Date) -> Decision {
        guard let past = refusals[subject.name], past.secret == secret, !past.isAsked else { return .try }
        let until = Self.nextTry(past)
        // A clock that was set back must not stop the agent for longer than the longest pause.
        return now >= until || now < past.last.addingTimeInterval(-600) ? .try : .wait(until: until)
    }

    /// The credential was refused.
    ///
    /// - Returns: when it may be shown again.
    @discardableResult
    mutating func refused(
        _ subject: BindSubject, secret: SecretMark, at now: Date, reason: RefusalReason? = nil
    ) -> Date {
        let known = refusals[subject.name].flatMap { $0.secret == secret ? $0.count : nil } ?? 0
        let entry = Refusals(secret: secret, count: known + 1, last: now, isAsked: false, reason: reason)
        refusals[subject.name] = entry
        return Self.nextTry(entry)
    }

    /// The credential was accepted: all is forgotten.
    mutating func accepted(_ subject: BindSubject) { refusals[subject.name] = nil }

    /// An operator asked for another try, with `diagnose` or SIGHUP.
    mutating func operatorAsked() {
        for name in refusals.keys { refusals[name]?.isAsked = true }
    }

    /// When a refused credential is shown again; `nil` while none is refused.
    func nextTry(_ subject: BindSubject) -> Date? { refusals[subject.name].map(Self.nextTry) }

    /// Why a credential is not shown.
    func reason(_ subject: BindSubject) -> RefusalReason? { refusals[subject.name]?.reason }

    private static func nextTry(_ past: Refusals) -> Date {
        past.last.addingTimeInterval(pauses[min(past.count, pauses.count) - 1])
    }
}
