import LDAP

extension DirectorySession {
    /// Looks at one part. `connect` and `bind` are proven by the session itself.
    public func probe(_ name: ProbeAnswer.Name) async -> ProbeAnswer {
        let timer = ProbeTimer()
        do {
            switch name {
            case .connect, .bind:
                guard let end = connectionEnd else { return timer.answer(name, .pass, "ok", "connected to \(server)") }
                return timer.answer(name, .fail, "directory-unreachable", end.explanation, end)
            case .base: return try await probeBase(timer)
            case .filter: return try await probeFilter(timer)
            case .policyOverlay: return probePolicyOverlay(timer)
            case .marker: return try await probeMarker(timer)
            }
        } catch {
            let details = AnswerDetails(error, server: server)
            return timer.answer(name, .unknown, "directory-unreachable", details.explanation, details)
        }
    }

    private func probeBase(_ timer: ProbeTimer) async throws -> ProbeAnswer {
        let answer = try await connection.search(SearchRequest(base: settings.base, scope: .base))
        guard answer.result.isSuccess, !answer.entries.isEmpty else {
            return timer.answer(
                .base, .fail, "directory-base-missing",
                "users.base \(settings.base) does not exist, or the service account may not see it", details(answer))
        }
        return timer.answer(.base, .pass, "ok", "\(settings.base) exists")
    }

    private func probeFilter(_ timer: ProbeTimer) async throws -> ProbeAnswer {
        let (answer, entry) = try await anybody([])
        guard entry != nil else {
            return timer.answer(
                .filter, .fail, "directory-filter-empty", "users.filter \(settings.filter) finds nobody",
                details(answer))
        }
        return timer.answer(.filter, .pass, "ok", "\(settings.filter) finds people")
    }

    private func probePolicyOverlay(_ timer: ProbeTimer) -> ProbeAnswer {
        guard answersPolicyControl else {
            return timer.answer(
                .policyOverlay, .fail, "directory-policy-missing",
                "the server has no password policy here: any password is taken, and no lock or history is kept")
        }
        return timer.answer(.policyOverlay, .pass, "ok", "the server answers the password policy control")
    }

    private func probeMarker(_ timer: ProbeTimer) async throws -> ProbeAnswer {
        let (answer, entry) = try await anybody(kind.marker.all + [anchorAttribute])
        guard let entry else {
            return timer.answer(
                .marker, .unknown, "directory-filter-empty", "there is nobody to look at", details(answer))
        }
        // The password time is not there before the first change, so it proves nothing by its absence.
        let missing = [kind.marker.sequence, kind.marker.modifier, anchorAttribute].filter { entry.values($0).isEmpty }
        guard missing.isEmpty else {
            let names = missing.map(\.text).joined(separator: ", ")
            return timer.answer(
                .marker, .fail, "directory-marker-unreadable",
                "the service account cannot read \(names): after a lost answer nobody could tell what happened")
        }
        return timer.answer(.marker, .pass, "ok", "\(kind.marker.sequence) and \(kind.marker.modifier) can be read")
    }

    /// One person, any.
    private func anybody(_ attributes: [AttributeName]) async throws -> (SearchAnswer, Entry?) {
        let answer = try await connection.search(
            SearchRequest(
                base: settings.base, scope: .subtree, filter: settings.filter, attributes: attributes, sizeLimit: 1))
        return (answer, answer.entries.first)
    }

    private func details(_ answer: SearchAnswer) -> AnswerDetails? {
        guard !answer.result.isSuccess else { return nil }
        return AnswerDetails(
            answer.result, server: server,
            explanation: answer.result.code.explanation ?? "the search ended with \(answer.result.code)")
    }
}
