import Foundation
import Synchronization

/// A slapd of one's own: started from nothing on loopback, with TLS, a password policy, a service account with exactly
/// the rights it needs, and a few people. It dies with this process and leaves nothing behind.
///
/// The password policy: history 3, at least 10 bytes, quality checked, lock after 3 failed binds, clear values hashed.
public final class LiveSlapd: Sendable {
    /// Below it is everything.
    public let baseDN = "dc=example,dc=test"
    /// Below it are the people.
    public let peopleDN = "ou=people,dc=example,dc=test"
    /// The service account: may write passwords, `pwdReset` and `pwdAccountLockedTime` of people, and read (no hashes).
    public let agentDN = "cn=agent,ou=services,dc=example,dc=test"
    /// Its password.
    public let agentPassword = "agent-secret-1"
    /// A file of mode 0600 with that password.
    public let agentPasswordFile: String
    /// The root DN, for which no rule holds.
    public let adminDN = "cn=root,dc=example,dc=test"
    /// Its password.
    public let adminPassword = "root-secret-1"
    /// A file of mode 0600 with that password.
    public let adminPasswordFile: String
    /// Finds the people that may be written: not the robot, nobody outside `ou=people`.
    public let peopleFilter = "(&(objectClass=inetOrgPerson)(!(employeeType=robot)))"
    /// The people, robot not included.
    public let people: [Person]
    /// The authority to trust.
    public let caFile: String
    /// How it was started.
    public let options: Options
    let folder: TemporaryFolder
    private let state: Mutex<State>

    /// Somebody in the directory.
    public struct Person: Sendable {
        /// The sign-in name.
        public let uid: String
        /// The name of the entry.
        public let dn: String
        /// The password at the start.
        public let password: String
    }

    private struct State {
        var ports: Ports
        var process: RunningProgram?
    }

    struct Ports: Sendable {
        var ldap: UInt16
        var ldaps: UInt16
    }

    /// Sets it up and waits until it answers.
    public static func start(_ options: Options = Options()) async throws -> LiveSlapd {
        try await Launcher.offPool { try LiveSlapd(options) }
    }

    private init(_ options: Options) throws {
        self.options = options
        let certificates = try Certificates.shared.get()
        let folder = try TemporaryFolder("slapd")
        self.folder = folder
        caFile = certificates.caFile
        people = (Self.names + (0..<options.morePeople).map { "person\($0)" }).map {
            Person(uid: $0, dn: "uid=\($0),ou=people,dc=example,dc=test", password: "OldPassw0rd!")
        }
        agentPasswordFile = try folder.write("agent.secret", agentPassword + "\n")
        adminPasswordFile = try folder.write("admin.secret", adminPassword + "\n")
        state = Mutex(State(ports: Ports(ldap: 0, ldaps: 0)))
        try load(certificates)
        var failure: any Error = Launcher.Failure(description: "slapd was not started")
        for _ in 0..<5 {
            do {
                let ports = try FreePort.pick(2)
                state.withLock { $0.ports = Ports(ldap: ports[0], ldaps: ports[1]) }
                try launch()
                return
            } catch { failure = error }
        }
        throw failure
    }

    deinit { stop() }

    // MARK: Where it is

    /// `ldaps://127.0.0.1:PORT`.
    public var ldapsURL: String { "ldaps://127.0.0.1:\(state.withLock(\.ports.ldaps))" }
    /// `ldap://127.0.0.1:PORT`, for StartTLS.
    public var ldapURL: String { "ldap://127.0.0.1:\(state.withLock(\.ports.ldap))" }
    /// The local socket.
    public var ldapiURL: String { "ldapi://\(socket.replacing("/", with: "%2F"))" }
    /// The port of `ldapsURL`, for a relay in between.
    public var ldapsPort: UInt16 { state.withLock(\.ports.ldaps) }
    /// The same server by an address that is not in its certificate.
    public var wrongNameURL: String { "ldaps://127.0.0.2:\(state.withLock(\.ports.ldaps))" }
    /// The server's log.
    public var log: String { (try? String(contentsOfFile: folder.file("slapd.log"), encoding: .utf8)) ?? "" }
    /// The database files, for a look at what is stored.
    public var databaseFolder: String { folder.file("database") }
    /// The process id.
    public var processID: pid_t { state.withLock { $0.process?.processID ?? -1 } }

    private var socket: String { folder.file("socket") }

    // MARK: Life

    /// Starts it again, on the same ports, after `stop` or `kill`.
    public func restart() async throws { try await Launcher.offPool { try self.launch() } }

    /// Ends it in good order.
    public func stop() { end(SIGTERM) }

    /// Ends it in the middle of whatever it does.
    public func kill() { end(SIGKILL) }

    /// Freezes it: connections stay, nothing is answered. Returns when each of its threads has stopped.
    public func freeze() {
        signal(SIGSTOP)
        let tasks = "/proc/\(processID)/task"
        let patience = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < patience {
            let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
            let states = threads.compactMap { try? String(contentsOfFile: "\(tasks)/\($0)/stat", encoding: .utf8) }
            if states.allSatisfy({ $0.contains(") T ") }) { return }
            usleep(1000)
        }
    }

    /// Lets it go on.
    public func thaw() { signal(SIGCONT) }

    private func signal(_ number: Int32) { state.withLock(\.process)?.signal(number) }

    private func end(_ number: Int32) {
        let process = state.withLock { state in
            defer { state.process = nil }
            return state.process
        }
        guard let process, process.isRunning else { return }
        process.signal(number)
        // A frozen one would never see the signal.
        process.signal(SIGCONT)
        process.wait()
    }

    private func launch() throws {
        let ports = state.withLock(\.ports)
        let listeners =
            "ldap://127.0.0.1:\(ports.ldap) ldaps://127.0.0.1:\(ports.ldaps) "
            + "ldaps://127.0.0.2:\(ports.ldaps) \(ldapiURL)"
        let process = try Launcher.start(
            "/usr/sbin/slapd", ["-d", options.logLevel, "-F", folder.file("config"), "-h", listeners],
            log: folder.file("slapd.log"))
        state.withLock { $0.process = process }
        let patience = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < patience {
            guard process.isRunning else { throw Launcher.Failure(description: "slapd ended: \(log.suffix(2000))") }
            let answer = try Launcher.run(
                "/usr/bin/ldapsearch", ["-x", "-LLL", "-H", ldapiURL, "-s", "base", "-b", "", "1.1"],
                accepting: Set(0...255))
            if answer.status == 0 { return }
            usleep(20_000)
        }
        throw Launcher.Failure(description: "slapd does not answer: \(log.suffix(2000))")
    }
}
