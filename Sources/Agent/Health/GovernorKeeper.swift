import Foundation
import Logging
import Secrets
import Writeback

/// The one bind governor of a state folder, kept over restarts and shared with `writebackd check`.
///
/// The file is read anew for each question and written after each change, under a lock of its own: two processes may
/// bind with the same credential.
actor GovernorKeeper {
    private let file: SecretFile
    private let logger: Logger
    /// Used when the file cannot be written, so that this process at least keeps to the pauses.
    private var memory = BindGovernor()

    init(_ folder: StateFolder, logger: Logger) {
        file = folder.governor
        self.logger = logger
    }

    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Runs one attempt to bind while no other one is under way.
    func inTurn<Result: Sendable>(_ attempt: @Sendable () async -> Result) async -> Result {
        if isTaken {
            await withCheckedContinuation { waiting.append($0) }
        } else {
            isTaken = true
        }
        defer {
            if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() }
        }
        return await attempt()
    }

    func decision(_ subject: BindSubject, secret: SecretMark, at now: Date) -> BindGovernor.Decision {
        load().decision(subject, secret: secret, at: now)
    }

    func reason(_ subject: BindSubject) -> BindGovernor.RefusalReason? { load().reason(subject) }

    func nextTry(_ subject: BindSubject) -> Date? { load().nextTry(subject) }

    @discardableResult
    func refused(
        _ subject: BindSubject, secret: SecretMark, at now: Date, reason: BindGovernor.RefusalReason? = nil
    ) -> Date {
        var governor = load()
        let next = governor.refused(subject, secret: secret, at: now, reason: reason)
        store(governor)
        logger.warning(
            "credential refused",
            metadata: ["subject": "\(subject.name)", "nextTry": "\(Timestamp.text(next))", "event": "32009"])
        return next
    }

    func accepted(_ subject: BindSubject) {
        var governor = load()
        guard governor.nextTry(subject) != nil else { return }
        governor.accepted(subject)
        store(governor)
    }

    func operatorAsked() {
        var governor = load()
        governor.operatorAsked()
        store(governor)
    }

    private func load() -> BindGovernor {
        guard access(file.path, F_OK) == 0, let stored: BindGovernor = try? AgentIdentity.json(file) else {
            return memory
        }
        return stored
    }

    private func store(_ governor: BindGovernor) {
        memory = governor
        do {
            try file.write(try WireJSON.encode(governor))
        } catch {
            logger.warning("the bind governor's state cannot be stored", metadata: ["error": "\(error)"])
        }
    }
}
