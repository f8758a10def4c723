import LDAP
import Secrets

extension AnswerDetails {
    /// From an answer of the server. The server's words are withheld when they hold one of the passwords.
    init(_ result: LDAPResult, server: ServerURL, explanation: String, hiding passwords: [Password] = []) {
        self.init(
            server: server.description, resultCode: result.code.rawValue,
            policyError: result.passwordPolicy?.error?.rawValue,
            diagnostic: Self.clean(result.diagnosticMessage, hiding: passwords),
            referrals: result.referrals, explanation: explanation)
    }

    /// From the absence of an answer.
    init(_ failure: ConnectionFailure) {
        self.init(
            server: failure.server, phase: failure.phase, connection: failure.reason, explanation: failure.explanation)
    }

    /// From whatever a call of LDAP threw.
    init(_ error: any Error, server: ServerURL) {
        switch error {
        case let failure as ConnectionFailure:
            self.init(failure)
        case let refused as OperationRefused:
            self.init(
                refused.result, server: server,
                explanation: refused.result.code.explanation ?? "the server refused: \(refused.result.code)")
        case is CancellationError:
            self.init(server: server.description, explanation: "cancelled")
        default:
            self.init(server: server.description, explanation: "\(error)")
        }
    }

    /// The longest text that is passed on, in characters.
    static let longestDiagnostic = 256

    /// Words of a server, fit for a report: no control characters, bounded, and nil when they hold one of the
    /// passwords.
    static func clean(_ text: String, hiding passwords: [Password]) -> String? {
        guard !text.isEmpty else { return nil }
        guard !passwords.contains(where: { $0.occurs(in: text.utf8) }) else { return nil }
        var cleaned = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                cleaned.append(" ")
            default: cleaned.append(scalar)
            }
        }
        let words = String(cleaned).split(separator: " ").joined(separator: " ")
        guard !words.isEmpty else { return nil }
        return words.count > longestDiagnostic ? words.prefix(longestDiagnostic) + "…" : words
    }
}
