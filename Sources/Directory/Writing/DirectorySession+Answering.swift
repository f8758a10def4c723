import LDAP
import Secrets

extension DirectorySession {
    /// What an answer other than success comes to.
    func answer(_ result: LDAPResult, hiding passwords: [Password] = []) -> WriteAnswer {
        let meaning = AnswerMeaning(result, kind: kind)
        let details = AnswerDetails(
            result, server: server, explanation: meaning.explanation(of: result), hiding: passwords)
        return switch meaning {
        case .refused(let refusal): .refused(refusal, details)
        case .unavailable(let why): .unavailable(why, details)
        }
    }

    /// What the absence of an answer to a write comes to.
    func noAnswer(_ error: any Error) -> WriteAnswer {
        let details = AnswerDetails(error, server: server)
        if let failure = error as? ConnectionFailure, !failure.requestSent {
            return .unavailable(.notConnected, details)
        }
        // Also a cancelled task: its request may have left before it was abandoned.
        return .unknown(details)
    }
}

extension PasswordWrite {
    /// What must not appear in anything that is passed on.
    var secrets: [Password] { [password] + (current.map { [$0] } ?? []) }
}
