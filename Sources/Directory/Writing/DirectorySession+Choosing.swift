import LDAP
import Secrets

extension DirectorySession {
    /// Why a way to write cannot be used.
    struct NoWay: Error {
        var refusal: Refusal
        var explanation: String
    }

    /// What is refused without asking the server, because asking would do harm.
    func checkBeforeTheWire(_ write: PasswordWrite, _ account: Account) -> WriteAnswer? {
        for password in write.secrets {
            // An empty new password makes a server generate one, and report success.
            guard !password.isEmpty else { return refused(.invalidPassword, "the password is empty") }
            // Some servers cut the password there, others store what nobody can type.
            guard !password.containsNUL else {
                return refused(.invalidPassword, "the password contains a NUL character")
            }
            guard password.count <= kind.longestPassword else {
                return refused(.tooLong, "the password is longer than \(kind.longestPassword) bytes")
            }
        }
        guard !account.isProtected else {
            return refused(.accountProtected, "\(account.dn) is protected: the agent never writes it")
        }
        guard !Task.isCancelled else {
            return .unavailable(.cancelled, AnswerDetails(server: server.description, explanation: "cancelled"))
        }
        return nil
    }

    /// The way to write this password.
    ///
    /// The extended operation makes the server hash, always. A Modify can carry more in one request, but leaves the
    /// value as it is where the server was not told to hash, and takes one that begins with `{` for a hash: so it is
    /// used only on the administrator's word, and never for such a value.
    func chooseMethod(_ write: PasswordWrite) -> Result<DirectoryKind.WriteMethod, NoWay> {
        let hasExop = rootDSE.supportedExtensions.contains(.passwordModify)
        let looksHashed = write.password.withBytes { $0.first == UInt8(ascii: "{") }
        var method = settings.write ?? (settings.serverHashes ? .modify : kind.write)
        if method == .modify, settings.write == nil, looksHashed || write.current != nil { method = .exop }
        switch method {
        case .exop:
            guard hasExop else {
                return .failure(
                    NoWay(
                        refusal: .misconfigured,
                        explanation: "the server does not offer the password modify extended operation"))
            }
        case .modify:
            guard settings.serverHashes else {
                return .failure(
                    NoWay(
                        refusal: .misconfigured,
                        explanation: "write: modify needs serverHashes: true; else the server would keep clear text"))
            }
            guard !looksHashed else {
                return .failure(
                    NoWay(
                        refusal: .invalidPassword,
                        explanation: "the server would take a password that begins with { for a hash"))
            }
            guard write.current == nil else {
                return .failure(
                    NoWay(
                        refusal: .misconfigured,
                        explanation: "a change with the current password needs write: exop on this kind of directory"))
            }
        case .unicodePwd:
            return .failure(
                NoWay(refusal: .misconfigured, explanation: "write: unicodePwd is not for \(kind.name.rawValue)"))
        }
        return .success(method)
    }
}
