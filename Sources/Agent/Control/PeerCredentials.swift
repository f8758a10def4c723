import Glibc
import NIOCore

/// Who is at the other end of a Unix socket, as the kernel says (unix(7), SO_PEERCRED).
struct PeerCredentials: Hashable, Sendable {
    var process: Int32
    var user: UInt32
    var group: UInt32

    /// `struct ucred` of <sys/socket.h>, which Swift's Glibc does not show.
    private struct Raw {
        var pid: Int32 = 0
        var uid: UInt32 = .max
        var gid: UInt32 = .max
    }

    /// Asks the kernel; `nil` for anything but a Unix socket.
    static func of(_ channel: any Channel) async -> PeerCredentials? {
        guard let provider = channel as? any SocketOptionProvider else { return nil }
        let option: EventLoopFuture<Raw> = provider.unsafeGetSocketOption(
            level: .socket, name: .init(rawValue: SO_PEERCRED))
        guard let raw = try? await option.map({ UncheckedRaw(pid: $0.pid, uid: $0.uid, gid: $0.gid) }).get() else {
            return nil
        }
        return PeerCredentials(process: raw.pid, user: raw.uid, group: raw.gid)
    }

    private struct UncheckedRaw: Sendable {
        var pid: Int32
        var uid: UInt32
        var gid: UInt32
    }

    /// Whether this peer may ask: root, the agent's own user, or a member of the group.
    func mayAsk(groupID: UInt32?) -> Bool {
        if user == 0 || user == geteuid() { return true }
        guard let groupID else { return false }
        return group == groupID || UnixGroups.contains(user: user, groupID: groupID)
    }
}

/// The system's groups.
enum UnixGroups {
    /// The id of a group; `nil` if there is none of that name.
    static func id(of name: String) -> UInt32? {
        var entry = group()
        var found: UnsafeMutablePointer<group>?
        var buffer = [CChar](repeating: 0, count: 65536)
        guard getgrnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
        return entry.gr_gid
    }

    /// Whether a user belongs to a group, as the primary one or another.
    static func contains(user: UInt32, groupID: UInt32) -> Bool {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 65536)
        guard getpwuid_r(user, &entry, &buffer, buffer.count, &found) == 0, found != nil, let name = entry.pw_name
        else {
            return false
        }
        var groups = [gid_t](repeating: 0, count: 1024)
        var count = Int32(groups.count)
        guard getgrouplist(name, entry.pw_gid, &groups, &count) >= 0 else { return false }
        return groups.prefix(Int(count)).contains(groupID)
    }
}
