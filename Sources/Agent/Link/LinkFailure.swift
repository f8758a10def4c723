/// Why a call to the gateway brought nothing.
enum LinkFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// No answer: network, TLS, time limit.
    case unreachable(String)
    /// The gateway refuses the agent's credential; `nextTry` says when it is shown again.
    case credentialRefused(String, nextTry: String)
    /// The gateway answered with an error.
    case refused(status: Int, code: String, message: String)
    /// The gateway answered with something that is not in the contract.
    case notUnderstood(String)

    /// The HTTP status, where there was one.
    var status: Int? {
        guard case .refused(let status, _, _) = self else { return nil }
        return status
    }

    /// Whether the same call can work later without anybody doing anything.
    var isPassing: Bool {
        switch self {
        case .unreachable: true
        case .refused(let status, _, _): status >= 500 || status == 429 || status == 408
        case .credentialRefused, .notUnderstood: false
        }
    }

    var description: String {
        switch self {
        case .unreachable(let why): why
        case .credentialRefused(let why, let nextTry):
            "the gateway refuses this agent's credential (\(why)); next try \(nextTry)"
        case .refused(let status, let code, let message): "the gateway answered \(status) \(code): \(message)"
        case .notUnderstood(let why): "the gateway's answer is not understood: \(why)"
        }
    }
}
