import Foundation
import Synchronization

/// An ns-slapd (389 Directory Server) of one's own: started from nothing on loopback, with TLS, a password policy, a few
/// people, and a service account with the rights and settings of `Config/directories/389ds.aci.ldif`. It dies with this
/// process and leaves nothing behind.
///
/// The password policy: history 3, at least 10 characters of 3 categories, lock after 3 failed binds until lifted.
public final class LiveDS389: Sendable {
    /// Below it is everything.
    public let baseDN = "dc=example,dc=test"
    /// Below it are the people.
    public let peopleDN = "ou=people,dc=example,dc=test"
    /// The service account.
    public let agentDN = "cn=writeback,ou=services,dc=example,dc=test"
    /// Its password.
    public let agentPassword = "agent-secret-1"
    /// Directory Manager, for whom no rule holds.
    public let adminDN = "cn=Directory Manager"
    /// Its password.
    public let adminPassword = "root-secret-1"
    /// Finds the people that may be written: not the robot, nobody outside `ou=people`.
    public let peopleFilter = "(objectClass=inetOrgPerson)"
    /// The people, robot not included.
    public let people: [LiveSlapd.Person]
    /// The authority to trust.
    public let caFile: String
    /// How it was started.
    public let options: Options
    let folder: TemporaryFolder
    private let state: Mutex<State>

    /// How an ns-slapd differs from the usual one.
    public struct Options: Sendable {
        /// Attributes of `cn=config` that replace or extend the usual ones.
        public var configuration: [String: String] = [:]
        /// What becomes of the recipe before it is applied.
        public var recipe: @Sendable (String) -> String = { $0 }
        /// How many people there are besides the usual, called `person0`, `person1`, ...; without passwords.
        public var morePeople = 0

        /// The usual one with changes.
        public init(_ change: (inout Options) -> Void = { _ in }) { change(&self) }
    }

    private struct State {
        var port: UInt16 = 0
        var process: RunningProgram?
    }

    /// Sets it up and waits until it answers.
    public static func start(_ options: Options = Options()) async throws -> LiveDS389 {
        try await Launcher.offPool { try LiveDS389(options) }
    }

    private init(_ options: Options) throws {
        self.options = options
        let certificates = try Certificates.shared.get()
        let folder = try TemporaryFolder("389ds")
        self.folder = folder
        caFile = certificates.caFile
        people = LiveSlapd.names.map {
            LiveSlapd.Person(uid: $0, dn: "uid=\($0),ou=people,dc=example,dc=test", password: "OldPassw0rd!")
        }
        state = Mutex(State())
        var failure: any Error = Launcher.Failure(description: "ns-slapd was not started")
        try prepare(certificates)
        for _ in 0..<5 {
            do {
                let port = try FreePort.pick()[0]
                state.withLock { $0.port = port }
                try writeConfiguration(port: port)
                try load()
                try launch()
                try administer(options.recipe(try recipe()))
                return
            } catch {
                end(SIGKILL)
                failure = error
            }
        }
        throw failure
    }

    deinit { kill() }

    /// `ldaps://127.0.0.1:PORT`.
    public var ldapsURL: String { "ldaps://127.0.0.1:\(ldapsPort)" }
    /// The port of `ldapsURL`, for a relay in between.
    public var ldapsPort: UInt16 { state.withLock(\.port) }
    /// The local socket.
    public var ldapiURL: String { "ldapi://\(folder.file("ldapi").replacing("/", with: "%2F"))" }
    /// The server's log of errors, and what it said at the start.
    public var log: String {
        ["errors", "out"].map { (try? String(contentsOfFile: folder.file($0), encoding: .utf8)) ?? "" }.joined()
    }
    /// The database files, for a look at what is stored.
    public var databaseFolder: String { folder.file("db") }

    /// Ends it in good order, which takes some seconds.
    public func stop() { end(SIGTERM) }
    /// Ends it in the middle of whatever it does.
    public func kill() { end(SIGKILL) }

    private func end(_ number: Int32) {
        let process = state.withLock { state in
            defer { state.process = nil }
            return state.process
        }
        process?.signal(number)
        process?.wait()
        // Its one trace outside the folder: a semaphore with the name of the configuration's folder.
        try? FileManager.default.removeItem(atPath: "/dev/shm/sem.\(folder.name).stats")
    }

    private func launch() throws {
        let process = try Launcher.start(
            "/usr/sbin/ns-slapd", ["-D", configurationFolder, "-i", folder.file("pid"), "-d", "0"],
            log: folder.file("out"))
        state.withLock { $0.process = process }
        let patience = ContinuousClock.now + .seconds(120)
        while ContinuousClock.now < patience {
            guard process.isRunning else { throw Launcher.Failure(description: "ns-slapd ended: \(log.suffix(2000))") }
            // By TLS, since the port may be another's.
            let answer = try Launcher.run(
                "/usr/bin/ldapsearch", ["-x", "-LLL", "-H", ldapsURL, "-s", "base", "-b", "", "1.1"],
                environment: ["LDAPTLS_CACERT": caFile], accepting: Set(0...255))
            if answer.status == 0, FileManager.default.fileExists(atPath: folder.file("ldapi")) { return }
            usleep(50_000)
        }
        throw Launcher.Failure(description: "ns-slapd does not answer: \(log.suffix(2000))")
    }
}
