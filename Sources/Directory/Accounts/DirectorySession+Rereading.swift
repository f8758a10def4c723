import LDAP

extension DirectorySession {
    /// What a last look at an account, right before a write, says.
    enum LastLook {
        /// The same entry, with the same password as before.
        case same(Account)
        /// Do not write; this is the answer.
        case stop(WriteAnswer)
    }

    /// Reads the entry again by its name and compares the anchor, so that a name which now belongs to another person is
    /// never written; and the marker, so that a password changed in between is not silently replaced.
    func lookAgain(at account: Account) async -> LastLook {
        func changed(_ why: String) -> LastLook {
            .stop(.unavailable(.changedMeanwhile, AnswerDetails(server: server.description, explanation: why)))
        }
        do {
            let answer = try await connection.search(
                SearchRequest(
                    base: account.dn, scope: .base, filter: settings.filter, attributes: accountAttributes))
            guard answer.result.isSuccess else {
                if answer.result.code == .noSuchObject { return changed("the account is no longer where it was found") }
                return .stop(self.answer(answer.result))
            }
            guard let entry = answer.entries.first, let now = self.account(from: entry) else {
                return changed("the account no longer matches users.filter")
            }
            guard now.anchor == account.anchor else { return changed("the name now belongs to another account") }
            if case .changed = account.marker.passwordChange(until: now.marker) {
                return changed("the password was changed after the account was read")
            }
            if let refusal = refusalOf(now) { return .stop(refusal) }
            return .same(now)
        } catch {
            // Only reading so far: whatever went wrong, nothing was written.
            let why: Unavailability = error is CancellationError ? .cancelled : .notConnected
            return .stop(.unavailable(why, AnswerDetails(error, server: server)))
        }
    }

    private func refusalOf(_ account: Account) -> WriteAnswer? {
        if account.isProtected {
            return refused(.accountProtected, "\(account.dn) is protected: the agent never writes it")
        }
        if account.lock == .byAdministrator {
            return refused(
                .accountDisabled, "an administrator has locked \(account.dn); the agent leaves that lock as it is")
        }
        return nil
    }

    func refused(_ refusal: Refusal, _ explanation: String) -> WriteAnswer {
        .refused(refusal, AnswerDetails(server: server.description, explanation: explanation))
    }
}
