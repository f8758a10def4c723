import Directory
import Foundation
import LDAP
import Logging
import Secrets
import Writeback

/// The one way to a bound session: secret file, connection, governor, bind. Writer, probes, sync, `check`, `diagnose`
/// and `enrol` all come through here, so that no two of them try a refused password.
struct ServiceAccount: Sendable {
    let configuration: DirectoryConfiguration
    let governor: GovernorKeeper
    let clock: AgentClock
    let logger: Logger

    /// How far the way led.
    enum Arrival: Sendable {
        case bound(DirectorySession)
        /// The secret file cannot be used.
        case noSecret(SecretFile.Failure)
        /// No connection, or no TLS.
        case notConnected(AnswerDetails)
        /// The password was refused before and is not shown again until then.
        case governed(until: Date, BindRefusal, evidence: String)
        /// The directory refused the bind; the password is shown again then.
        case refused(BindRefusal, AnswerDetails, nextTry: Date)
        /// Bound, and this kind of directory cannot be served.
        case unsupported(AnswerDetails)
        /// No answer to the bind.
        case noAnswer(AnswerDetails)
    }

    var subject: BindSubject { .directory(configuration.settings.bindDN.text) }

    /// Connects and binds, each step within the time limits.
    func arrive(limits: TimeLimits? = nil) async -> Arrival {
        let file = SecretFile(path: configuration.passwordFile)
        let password: Password
        do {
            password = try file.read()
        } catch {
            return .noSecret(error)
        }
        var settings = configuration.settings
        if let limits { settings.limits = limits }
        let link: DirectoryLink
        do {
            link = try await DirectoryLink.open(settings, server: configuration.server, logger: logger)
        } catch {
            return .notConnected(Self.details(error, server: configuration.server))
        }
        // One at a time: two binds under way could both be refused before the governor knows of the first.
        let arrival = await governor.inTurn { await bind(link, password: password, mark: SecretMark(file: file)) }
        if case .bound = arrival {} else { await link.close() }
        return arrival
    }

    private func bind(_ link: DirectoryLink, password: Password, mark: SecretMark) async -> Arrival {
        if case .wait(let until) = await governor.decision(subject, secret: mark, at: clock.now()) {
            let reason = await governor.reason(subject)
            return .governed(
                until: until, reason.flatMap { BindRefusal(rawValue: $0.word) } ?? .wrongCredentials,
                evidence: reason?.evidence ?? "the same password was refused before")
        }
        switch await link.bind(password: password) {
        case .bound(let session):
            await governor.accepted(subject)
            return .bound(session)
        case .refused(let refusal, let details):
            let reason = BindGovernor.RefusalReason(word: refusal.rawValue, evidence: details.description)
            let next = await governor.refused(subject, secret: mark, at: clock.now(), reason: reason)
            return .refused(refusal, details, nextTry: next)
        case .unsupported(let details):
            await governor.accepted(subject)
            return .unsupported(details)
        case .unavailable(let details): return .noAnswer(details)
        }
    }

    private static func details(_ error: any Error, server: ServerURL) -> AnswerDetails {
        guard let failure = error as? ConnectionFailure else {
            return AnswerDetails(server: server.description, explanation: "the attempt was given up")
        }
        return AnswerDetails(
            server: failure.server, phase: failure.phase, connection: failure.reason, explanation: failure.explanation)
    }
}

extension SecretMark {
    /// A version of a file: replacing it, or writing it anew, makes another. The content takes no part.
    init(file: SecretFile) {
        var status = stat()
        guard stat(file.path, &status) == 0 else {
            self.init("missing")
            return
        }
        self.init("\(status.st_ino).\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec).\(status.st_size)")
    }
}
