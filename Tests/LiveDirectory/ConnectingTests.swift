import Foundation
import LDAP
import Support
import Testing

/// From an address to a connection with TLS, and what can go wrong on the way.
@Suite struct ConnectingTests {
    private let brief = TimeLimits(
        connect: .milliseconds(300), handshake: .milliseconds(300), bind: .milliseconds(300),
        operation: .milliseconds(300))

    @Test func connectsEachWay() async throws {
        let slapd = try await LiveSlapd.start()
        for (url, startTLS) in [(slapd.ldapsURL, false), (slapd.ldapURL, true), (slapd.ldapiURL, false)] {
            let connection = try await slapd.connect(url, startTLS: startTLS)
            #expect(connection.tlsVersion == (url.hasPrefix("ldapi") ? nil : "TLS1.3"))
            #expect(try await connection.rootDSE().namingContexts == [slapd.baseDN])
            await connection.close()
            await connection.close()
            let end = await connectionFailure { _ = try await connection.rootDSE() }
            #expect(end?.reason == .closed)
            #expect(end?.requestSent == false)
        }
    }

    @Test func tellsTrustFromName() async throws {
        let slapd = try await LiveSlapd.start()
        let expired = try await LiveSlapd.start(.init { $0.certificate = .expired })
        let rogue = try Certificates.shared.get().rogueCAFile
        func failure(_ url: String, ca: String, startTLS: Bool = false) async throws -> ConnectionFailure? {
            let settings = ConnectionSettings(
                server: try ServerURL(parsing: url), tls: TLSSettings(caFile: ca, startTLS: startTLS),
                limits: LiveSlapd.patient)
            return await connectionFailure { _ = try await Connection.open(settings) }
        }
        let cases: [(ConnectionFailure?, ConnectionFailure.Reason)] = [
            (try await failure(slapd.ldapsURL, ca: rogue), .certificateNotTrusted),
            (try await failure(slapd.ldapURL, ca: rogue, startTLS: true), .certificateNotTrusted),
            (try await failure(expired.ldapsURL, ca: slapd.caFile), .certificateNotTrusted),
            (try await failure(slapd.wrongNameURL, ca: slapd.caFile), .certificateNameMismatch),
            (try await failure(slapd.ldapURL.replacing("ldap:", with: "ldaps:"), ca: slapd.caFile), .handshakeFailed),
        ]
        for (failure, reason) in cases {
            #expect(failure?.reason == reason)
            #expect(failure?.phase == .handshake)
            #expect(failure?.requestSent == false)
        }
        #expect(cases[3].0?.explanation.contains("127.0.0.1") == true)
    }

    @Test func heedsTheLowestVersion() async throws {
        let old = try await LiveSlapd.start(.init { $0.globalLines = ["olcTLSCipherSuite: NORMAL:-VERS-TLS1.3"] })
        #expect(try await old.connect().tlsVersion == "TLS1.2")
        let strict = ConnectionSettings(
            server: try ServerURL(parsing: old.ldapsURL), tls: TLSSettings(caFile: old.caFile, minimum: .tls13),
            limits: LiveSlapd.patient)
        #expect(await connectionFailure { _ = try await Connection.open(strict) }?.reason == .handshakeFailed)
    }

    /// `LDAPTLS_REQCERT=never` and a foreign ldap.conf must not weaken anything. In a process of its own, since a
    /// variable is for the whole process and changing one while others read is not safe.
    @Test func ignoresTheEnvironment() async throws {
        let slapd = try await LiveSlapd.start()
        let folder = try TemporaryFolder("conf")
        let conf = try folder.write("ldap.conf", "TLS_REQCERT never\nURI ldap://127.0.0.1:1\nBASE dc=evil\n")
        let words = [slapd.ldapsURL, try Certificates.shared.get().rogueCAFile, slapd.caFile, conf]
        await #expect(processExitsWith: .success) { [words = words as [String]] in
            setenv("LDAPTLS_REQCERT", "never", 1)
            setenv("LDAPTLS_CACERT", words[2], 1)
            setenv("LDAPCONF", words[3], 1)
            setenv("LDAPBASE", "dc=evil", 1)
            let limits = TimeLimits(connect: .seconds(30), handshake: .seconds(30))
            let server = try ServerURL(parsing: words[0])
            let right = ConnectionSettings(server: server, tls: TLSSettings(caFile: words[2]), limits: limits)
            await (try Connection.open(right)).close()
            let wrong = ConnectionSettings(server: server, tls: TLSSettings(caFile: words[1]), limits: limits)
            let failure = await connectionFailure { _ = try await Connection.open(wrong) }
            #expect(failure?.reason == .certificateNotTrusted)
        }
    }

    /// A server that says nothing ends each phase at its limit.
    @Test func boundsEachPhase() async throws {
        let ca = try Certificates.shared.get().caFile
        // An answer "success" to StartTLS with message id 1, and nothing after it.
        let consent: [UInt8] = [0x30, 0x0C, 2, 1, 1, 0x78, 7, 10, 1, 0, 4, 0, 4, 0]
        let silent = try FakeServer(.silent)
        let consenting = try FakeServer(.answers(consent))
        let deaf = try FakeServer(.neverAccepts)
        for (url, startTLS, phase) in [
            ("ldaps://127.0.0.1:\(silent.port)", false, .handshake),
            ("ldap://127.0.0.1:\(silent.port)", true, .handshake),
            ("ldap://127.0.0.1:\(consenting.port)", true, .handshake),
            ("ldaps://127.0.0.1:\(deaf.port)", false, .connect),
        ] as [(String, Bool, ConnectionFailure.Phase)] {
            let settings = ConnectionSettings(
                server: try ServerURL(parsing: url), tls: TLSSettings(caFile: ca, startTLS: startTLS), limits: brief)
            let failure = await connectionFailure { _ = try await Connection.open(settings) }
            #expect(failure?.reason == .timedOut, "\(url): \(String(describing: failure))")
            #expect(failure?.phase == phase)
            #expect(failure?.requestSent == false)
        }
    }

    @Test func tellsWhyNobodyIsThere() async throws {
        let ca = try Certificates.shared.get().caFile
        let closing = try FakeServer(.closes)
        let free = try FreePort.pick()[0]
        for (url, startTLS, reason) in [
            ("ldaps://127.0.0.1:\(free)", false, .connectionRefused), ("ldapi://%2Fnowhere", false, .connectionRefused),
            ("ldaps://nowhere.invalid", false, .nameNotResolved),
            ("ldaps://127.0.0.1:\(closing.port)", false, .handshakeFailed),
            ("ldap://127.0.0.1:\(closing.port)", true, .connectionLost),
        ] as [(String, Bool, ConnectionFailure.Reason)] {
            let settings = ConnectionSettings(
                server: try ServerURL(parsing: url), tls: TLSSettings(caFile: ca, startTLS: startTLS),
                limits: LiveSlapd.patient)
            #expect(await connectionFailure { _ = try await Connection.open(settings) }?.reason == reason, "\(url)")
        }
    }

    @Test func sendsNothingInClearText() async throws {
        let server = try FakeServer(.silent)
        let settings = ConnectionSettings(
            server: try ServerURL(parsing: "ldap://127.0.0.1:\(server.port)"), limits: brief)
        #expect(await connectionFailure { _ = try await Connection.open(settings) }?.reason == .clearTextRefused)
        #expect(server.connectionCount == 0)
    }

    /// Cancelling while the handshake hangs ends it at once, long before its limit.
    @Test func canBeCancelledWhileOpening() async throws {
        let server = try FakeServer(.silent)
        let settings = ConnectionSettings(
            server: try ServerURL(parsing: "ldaps://127.0.0.1:\(server.port)"),
            tls: TLSSettings(caFile: try Certificates.shared.get().caFile),
            limits: TimeLimits(connect: .seconds(600), handshake: .seconds(600)))
        let opening = Task { _ = try await Connection.open(settings) }
        while server.received.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        opening.cancel()
        await #expect(throws: CancellationError.self) { try await opening.value }
    }
}
