import LDAP
import Support
import Testing

/// What is known, and what is not, when the answer does not come.
@Suite struct LossTests {
    private func modification() -> Modification { .replace("description", with: .text("late")) }

    private let brief = TimeLimits(
        connect: .seconds(30), handshake: .seconds(30), bind: .seconds(30), operation: .milliseconds(400))

    @Test func aFrozenServerLeavesItUnknown() async throws {
        let slapd = try await LiveSlapd.start()
        let connection = try await slapd.connectAsAdmin(limits: brief)
        slapd.freeze()
        defer { slapd.thaw() }
        let failure = await connectionFailure {
            _ = try await connection.modify(try slapd.dn("alice"), [modification()])
        }
        #expect(failure?.reason == .timedOut)
        #expect(failure?.phase == .operation)
        #expect(failure?.requestSent == true)
        // And it takes effect after all, when the server goes on: nobody may call that "not written".
        slapd.thaw()
        while try await slapd.values("description", of: try slapd.dn("alice").text) != ["late"] {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(try await connection.whoAmI().result.isSuccess)
    }

    @Test func aKilledServerLeavesItUnknown() async throws {
        let slapd = try await LiveSlapd.start()
        let connection = try await slapd.connectAsAdmin()
        slapd.freeze()
        async let first = connectionFailure { _ = try await connection.modify(try slapd.dn("alice"), [modification()]) }
        async let second = connectionFailure { _ = try await connection.whoAmI() }
        // Both have been sent when the socket of the frozen server holds them; the kill comes after a moment in any
        // case.
        try await Task.sleep(for: .milliseconds(300))
        slapd.kill()
        for failure in [await first, await second] {
            #expect(failure?.reason == .connectionLost)
            #expect(failure?.requestSent == true)
        }
        #expect(connection.end?.reason == .connectionLost)
        let after = await connectionFailure { _ = try await connection.whoAmI() }
        #expect(after?.requestSent == false)
        try await slapd.restart()
        #expect(try await slapd.connect().rootDSE().namingContexts == [slapd.baseDN])
    }

    @Test func cancellingAbandons() async throws {
        let slapd = try await LiveSlapd.start()
        let connection = try await slapd.connectAsAdmin()
        slapd.freeze()
        let task = Task { try await connection.whoAmI() }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        slapd.thaw()
        // The connection is as good as before.
        #expect(try await connection.whoAmI().identity == "dn:\(slapd.adminDN)")
        let cancelled = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await connection.whoAmI()
        }
        await #expect(throws: CancellationError.self) { try await cancelled.value }
    }

    @Test func closingEndsWhatIsInFlight() async throws {
        let slapd = try await LiveSlapd.start()
        let connection = try await slapd.connect()
        slapd.freeze()
        defer { slapd.thaw() }
        async let failure = connectionFailure { _ = try await connection.whoAmI() }
        try await Task.sleep(for: .milliseconds(100))
        await connection.close()
        #expect(await failure?.reason == .closed)
    }

    /// Half a message must not hold up the thread, and with it every time limit.
    @Test func halfAMessageIsBounded() async throws {
        let server = try FakeServer(.answers([0x30, 0x84, 0, 0, 0, 200, 2, 1]))
        let settings = ConnectionSettings(
            server: try ServerURL(parsing: "ldap://127.0.0.1:\(server.port)"),
            tls: TLSSettings(caFile: try Certificates.shared.get().caFile, startTLS: true),
            limits: TimeLimits(handshake: .milliseconds(400)))
        let failure = await connectionFailure { _ = try await Connection.open(settings) }
        #expect(failure?.reason == .timedOut)
    }

    /// So many large requests that neither side's buffers hold them: each ends at its limit, and closing still works.
    @Test func aServerThatDoesNotReadIsBounded() async throws {
        let slapd = try await LiveSlapd.start()
        let connection = try await slapd.connectAsAdmin(limits: brief)
        slapd.freeze()
        defer { slapd.thaw() }
        let bulk = String(repeating: "x", count: 200_000)
        let alice = try slapd.dn("alice")
        await withTaskGroup(of: ConnectionFailure?.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    await connectionFailure {
                        _ = try await connection.modify(alice, [.replace("description", with: .text(bulk))])
                    }
                }
            }
            var notSent = 0
            for await failure in group {
                #expect(failure?.reason == .timedOut, "\(String(describing: failure))")
                if failure?.requestSent == false { notSent += 1 }
            }
            #expect(notSent > 0)
        }
        await connection.close()
    }
}
