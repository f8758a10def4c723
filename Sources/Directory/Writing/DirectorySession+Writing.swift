import LDAP
import Secrets

extension DirectorySession {
    /// Writes a password. The account is read again first; see `Unavailability.changedMeanwhile`.
    ///
    /// What takes two requests (a password by extended operation, then "must change") is answered as written as soon as
    /// the password is; `WriteDetails.mustChange` then tells about the second.
    public func write(_ write: PasswordWrite, to account: Account) async -> WriteAnswer {
        if let answer = checkBeforeTheWire(write, account) { return answer }
        let method: DirectoryKind.WriteMethod
        switch chooseMethod(write) {
        case .success(let chosen): method = chosen
        case .failure(let refusal): return refused(refusal.refusal, refusal.explanation)
        }
        let current: Account
        switch await lookAgain(at: account) {
        case .same(let now): current = now
        case .stop(let answer): return answer
        }
        let result: LDAPResult
        do {
            result =
                switch method {
                case .exop: try await sendExtendedOperation(write, to: current)
                case .modify, .unicodePwd: try await sendModify(write, to: current)
                }
        } catch {
            return noAnswer(error)
        }
        guard result.isSuccess else { return answer(result, hiding: write.secrets) }
        var details = WriteDetails(
            server: server.description, password: .done, mustChange: .notAsked, unlock: .notAsked, method: method)
        if case .byFailures = current.lock { details.unlock = .done }
        if write.mustChange {
            details.mustChange =
                switch (kind.mustChange, method) {
                case (.byServerOnExop, _): await seeMustChange(current)
                case (.written, .exop): await effect { try await self.sendMustChange(current) }
                case (.written, _): .done
                }
        }
        details.marker = await markerOfWrite(current)
        return .written(details)
    }

    /// Ends a lock by failed binds without touching the password. No lock is no error.
    public func unlock(_ account: Account) async -> WriteAnswer {
        switch await lookAgain(at: account) {
        case .stop(let answer): return answer
        case .same(let now):
            let change = Modification(
                .replace, kind.lock.locked, kind.lock.unlockedValues.map { .text($0) })
            let others = kind.lock.cleared.map { Modification(.replace, $0) }
            do {
                let result = try await connection.modify(now.dn, [change] + others, controls: [.passwordPolicy])
                guard result.isSuccess else { return answer(result) }
            } catch {
                return noAnswer(error)
            }
            return .written(
                WriteDetails(
                    server: server.description, password: .notAsked, mustChange: .notAsked, unlock: .done,
                    marker: await marker(of: now), method: nil))
        }
    }

    private func sendExtendedOperation(_ write: PasswordWrite, to account: Account) async throws -> LDAPResult {
        // No assertion control: slapd refuses a critical one here and ignores any other (measured).
        try await connection.modifyPassword(
            of: account.dn, to: write.password, current: write.current, controls: [.passwordPolicy])
    }

    private func sendModify(_ write: PasswordWrite, to account: Account) async throws -> LDAPResult {
        var changes = [Modification(.replace, kind.passwordAttribute, [.password(write.password)])]
        if write.mustChange { changes.append(.replace(kind.mustChangeAttribute, with: .text("TRUE"))) }
        var controls: [Control] = [.passwordPolicy]
        if rootDSE.supportedControls.contains(.assertion) { controls.append(.assertion(unchanged(account.marker))) }
        return try await connection.modify(account.dn, changes, controls: controls)
    }

    /// Matches while the password is the one that the marker was read with.
    ///
    /// By the password's own time, not by the sequence: every failed bind of the user moves that, so somebody who
    /// guesses passwords could keep a write from ever happening.
    private func unchanged(_ marker: ChangeMarker) -> Filter {
        guard let time = marker.passwordTime else { return .not(.present(kind.marker.passwordTime)) }
        return .equals(kind.marker.passwordTime, time)
    }

    private func sendMustChange(_ account: Account) async throws -> LDAPResult {
        try await connection.modify(
            account.dn, [.replace(kind.mustChangeAttribute, with: .text("TRUE"))], controls: [.passwordPolicy])
    }

    /// Whether the server has set "must change" with the password.
    private func seeMustChange(_ account: Account) async -> WriteDetails.Effect {
        let request = SearchRequest(base: account.dn, scope: .base, attributes: [kind.mustChangeAttribute])
        do {
            let answer = try await connection.search(request)
            if answer.entries.first?.flag(kind.mustChangeAttribute) == true { return .done }
            return .failed(
                AnswerDetails(
                    answer.result, server: server,
                    explanation: "the server did not set \(kind.mustChangeAttribute.text): its policy does not demand "
                        + "another password after a reset (389-DS: passwordMustChange), or it cannot be read"))
        } catch {
            return .unknown(AnswerDetails(error, server: server))
        }
    }

    /// The marker after a password was written. Where the server notes the time in a second step, that is waited for, a
    /// little: the next write of this account must not begin with a marker that is about to move.
    private func markerOfWrite(_ account: Account) async -> ChangeMarker? {
        var last: ChangeMarker?
        for _ in 0..<(kind.marker.timeComesLate ? 10 : 1) {
            guard let marker = await marker(of: account) else { return last }
            if !kind.marker.timeComesLate || marker.hasNotedTime { return marker }
            last = marker
            guard (try? await Task.sleep(for: .milliseconds(20))) != nil else { break }
        }
        return last
    }

    private func marker(of account: Account) async -> ChangeMarker? {
        let request = SearchRequest(base: account.dn, scope: .base, attributes: kind.marker.all)
        guard let entry = try? await connection.search(request).entries.first else { return nil }
        return ChangeMarker(entry, kind.marker)
    }

    private func effect(_ send: () async throws -> LDAPResult) async -> WriteDetails.Effect {
        do {
            let result = try await send()
            if result.isSuccess { return .done }
            let explanation = AnswerMeaning(result, kind: kind).explanation(of: result)
            return .failed(AnswerDetails(result, server: server, explanation: explanation))
        } catch let failure as ConnectionFailure where !failure.requestSent {
            return .failed(AnswerDetails(failure))
        } catch {
            return .unknown(AnswerDetails(error, server: server))
        }
    }
}
