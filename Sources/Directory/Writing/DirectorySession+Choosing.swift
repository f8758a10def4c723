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
    /// used only on the administrator's word or where the kind always hashes, and never for such a value.
    func chooseMethod(_ write: PasswordWrite) -> Result<DirectoryKind.WriteMethod, NoWay> {
        let hasExop = rootDSE.supportedExtensions.contains(.passwordModify)
        let serverHashes = settings.serverHashes || kind.hashesModify
        let looksHashed = write.password.withBytes { kind.hashLike.matches($0) }
        if looksHashed, kind.hashLike == .neverSent {
            return .failure(
                NoWay(
                    refusal: .invalidPassword,
                    explanation: "the server takes no password that begins with a word in braces, like a hash"))
        }
        let exopForMustChange = write.mustChange && kind.mustChange == .byServerOnExop
        var method = settings.write ?? (serverHashes ? .modify : kind.write)
        if method == .modify, settings.write == nil, looksHashed || write.current != nil || exopForMustChange {
            method = .exop
        }
        switch method {
        case .exop:
            guard hasExop else {
                return .failure(
                    NoWay(
                        refusal: .misconfigured,
                        explanation: "the server does not offer the password modify extended operation"))
            }
        case .modify:
            guard serverHashes else {
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
            guard write.current == nil, !exopForMustChange else {
                let what = write.current == nil ? "a reset with \"must change\"" : "a change with the current password"
                return .failure(
                    NoWay(refusal: .misconfigured, explanation: "\(what) needs write: exop on this kind of directory"))
            }
        case .unicodePwd:
            return .failure(
                NoWay(refusal: .misconfigured, explanation: "write: unicodePwd is not for \(kind.name.rawValue)"))
        }
        return .success(method)
    }
}

extension DirectoryKind.HashLike {
    /// Whether a password looks like a hash to such a server. Where there is a way around, already a `{` is enough.
    func matches(_ password: UnsafeRawBufferPointer) -> Bool {
        guard password.first == UInt8(ascii: "{") else { return false }
        return switch self {
        case .textByExop: true
        case .neverSent: (password.firstIndex(of: UInt8(ascii: "}")) ?? 0) > 1
        }
    }
}
