/// Why the daemon could not be asked; each with what to do.
public enum ControlFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no socket, or nobody listens on it.
    case notRunning(socket: String)
    /// The socket may not be opened by this user.
    case notAllowed(socket: String)
    /// It accepted, and said nothing in time.
    case noAnswer(socket: String, seconds: Int)
    /// It said no.
    case refused(String)
    /// It said something that this version does not understand.
    case notUnderstood(String)

    /// One sentence with the remedy.
    public var description: String {
        switch self {
        case .notRunning(let socket):
            "writebackd is not running (nobody listens on \(socket)); start it, for example with: "
                + "systemctl start writebackd - or name its socket with --socket"
        case .notAllowed(let socket):
            "permission denied on \(socket); run this as root, or as a member of the group in control.group"
        case .noAnswer(let socket, let seconds):
            "writebackd did not answer on \(socket) within \(seconds) s; look at its log"
        case .refused(let reason): "writebackd refused: \(reason)"
        case .notUnderstood(let reason):
            "writebackd's answer is not understood; use the writebackctl of the same version: \(reason)"
        }
    }
}
