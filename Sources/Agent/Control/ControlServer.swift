import AgentControl
import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Writeback

/// The local socket: what `writebackctl` talks to. The file's mode is the first lock, the peer's credentials the
/// second.
struct ControlServer: Sendable {
    let settings: ControlSettings
    let answers: ControlAnswers
    let logger: Logger

    /// Why the socket cannot be made.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The service; it says `ready` when the socket is there, with its mode.
    ///
    /// - Throws: `Failure`.
    func service(ready: @escaping @Sendable () -> Void) throws -> some Service {
        var groupID: UInt32?
        if let group = settings.group {
            groupID = UnixGroups.id(of: group)
            guard groupID != nil else {
                throw Failure(description: "control.group \(group) is not a group of this machine")
            }
        }
        try prepareFolder()
        let path = settings.socket
        let router = Router(context: ControlContext.self)
        router.add(middleware: PeerCheck(groupID: groupID, logger: logger))
        addRoutes(router)
        // Until the mode is set nobody else may connect.
        let before = umask(0o177)
        return Application(
            router: router, configuration: .init(address: .unixDomainSocket(path: path), serverName: nil),
            onServerRunning: { [groupID] _ in
                umask(before)
                if let groupID {
                    chown(path, uid_t.max, groupID)
                    chmod(path, 0o660)
                } else {
                    chmod(path, 0o600)
                }
                ready()
            },
            logger: quiet)
    }

    /// The libraries' own lines are for those who look for trouble.
    private var quiet: Logger {
        var quiet = logger
        quiet.logLevel = max(.error, logger.logLevel)
        return quiet
    }

    /// Makes the folder, and removes a socket that a killed agent left. Another agent cannot be behind it: the lock on
    /// the state folder was taken first, and a socket that answers is left alone.
    private func prepareFolder() throws {
        let folder = URL(fileURLWithPath: settings.socket).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        } catch {
            throw Failure(description: "control.socket: cannot make the folder \(folder): \(error)")
        }
        var status = stat()
        guard lstat(settings.socket, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw Failure(
                description: "control.socket: \(settings.socket) exists and is not a socket; remove it, or name another"
            )
        }
        guard !Self.answers(settings.socket) else {
            throw Failure(
                description: "control.socket: another program listens on \(settings.socket); stop it, or name another")
        }
        unlink(settings.socket)
    }

    private static func answers(_ path: String) -> Bool {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        } == 0
    }
}

/// Keeps the channel, to ask who is at its other end.
struct ControlContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}

/// Turns away who may not ask. A browser that was led to the socket's proxy gives itself away by Origin or Referer.
struct PeerCheck: RouterMiddleware {
    let groupID: UInt32?
    let logger: Logger

    func handle(
        _ request: Request, context: ControlContext, next: (Request, ControlContext) async throws -> Response
    ) async throws -> Response {
        guard request.headers[.origin] == nil, request.headers[.referer] == nil else {
            return try Self.refusal("requests of web pages are not answered")
        }
        guard let peer = await PeerCredentials.of(context.channel), peer.mayAsk(groupID: groupID) else {
            logger.warning("a local call was refused")
            return try Self.refusal("only root, the agent's own user and members of control.group may ask")
        }
        return try await next(request, context)
    }

    static func refusal(_ words: String) throws -> Response {
        try Response(status: .forbidden, json: ControlRefusal(error: words))
    }
}

extension Response {
    /// JSON as the whole product writes it.
    init(status: HTTPResponse.Status = .ok, json value: some Encodable) throws {
        let data = try WireJSON.encode(value)
        self.init(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: data)))
    }
}
