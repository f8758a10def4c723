import Foundation
import Writeback

/// A code as it is stored: its secret only as a hash.
struct StoredCode: Sendable, Hashable {
    var tenant: String
    var directory: String
    var expiresAt: Date
    var usedAt: Date?
    /// The agent that used it, and its key's thumbprint.
    var agent: String?
    var agentKey: String?
    var agentRevoked = false
}

/// What becomes of an enrolment: a decision about values, free of storage.
enum EnrolmentDecision: Sendable, Hashable {
    /// A new agent.
    case enrol
    /// The same agent asks again, perhaps because the answer was lost: it gets the same answer.
    case repeatAnswer(agent: String)
    /// Refused, with a sentence and a remedy.
    case refuse(code: String, message: String)
    /// Another directory than the first agent showed.
    case otherIdentity(pinned: String)

    static func make(
        code: StoredCode?, tenant: String, directory: String, keyThumbprint: String, identity: String,
        pinnedIdentity: String?, now: Date
    ) -> EnrolmentDecision {
        guard let code, code.tenant == tenant, code.directory == directory else {
            return .refuse(
                code: "enrolmentCodeUnknown",
                message: "the enrolment code is not known here; make a new one: writeback-gateway agent code")
        }
        if let agent = code.agent {
            guard code.agentKey == keyThumbprint, !code.agentRevoked else {
                return .refuse(
                    code: "enrolmentCodeUsed",
                    message: "the enrolment code was used already; make a new one: writeback-gateway agent code")
            }
            return .repeatAnswer(agent: agent)
        }
        guard now < code.expiresAt else {
            return .refuse(
                code: "enrolmentCodeExpired",
                message: "the enrolment code has expired; make a new one: writeback-gateway agent code")
        }
        if let pinnedIdentity, pinnedIdentity != identity { return .otherIdentity(pinned: pinnedIdentity) }
        return .enrol
    }
}
