import Directory
import Foundation
import LDAP
import Logging
import Secrets
import Support
import Testing

/// Passwords are written, byte by byte as they are, and what else happens is told.
@Suite struct WritingTests {
    @Test(arguments: [
        [UInt8]("NewPassw0rd-1".utf8), Array("비밀번호-새로운-열쇠-1".utf8), Array("🔑🐶🎉 emoji pass".utf8),
        Array("  spaces around  ".utf8), Array("e\u{301}NFD-accent-1".utf8),
        [0xFF, 0xFE, 0x80] + Array("not-utf8-1".utf8),
        [UInt8](repeating: 0x61, count: 299) + [0x31],
        [UInt8](repeating: 0x7A, count: 1024), Array("quote\"back\\slash*()".utf8),
    ])
    func writesTheBytesAsTheyAre(bytes: [UInt8]) async throws {
        for serverHashes in [false, true] {
            let slapd = try await LiveSlapd.start()
            let session = try await slapd.session { $0.serverHashes = serverHashes }
            let account = try await slapd.account("alice", session)
            let answer = await session.write(PasswordWrite(Password(copying: bytes)), to: account)
            guard case .written(let details) = answer else {
                Issue.record("\(answer)")
                return
            }
            #expect(details.method == (serverHashes && bytes[0] != UInt8(ascii: "{") ? .modify : .exop))
            #expect(details.mustChange == .notAsked && details.unlock == .notAsked)
            #expect(details.marker?.modifier == slapd.agentDN)
            #expect(
                details.marker.map { account.marker.passwordChange(until: $0) } == .changed(by: session.settings.bindDN)
            )
            #expect(try await slapd.accepts(account.dn.text, password: bytes))
            #expect(try await !slapd.accepts(account.dn.text, password: Array("OldPassw0rd!".utf8)))
            // Whatever the way, the server hashed it.
            #expect(try await slapd.values("userPassword", of: account.dn.text).first?.hasPrefix("{SSHA}") == true)
        }
    }

    @Test func refusesBeforeTheWire() async throws {
        let slapd = try await LiveSlapd.start()
        let session = try await slapd.session()
        let account = try await slapd.account("alice", session)
        for (bytes, refusal) in [
            ([], .invalidPassword), (Array("with\0nul-inside".utf8), .invalidPassword),
            ([UInt8](repeating: 0x61, count: 1025), .tooLong),
        ] as [([UInt8], Refusal)] {
            let answer = await session.write(PasswordWrite(Password(copying: bytes)), to: account)
            guard case .refused(refusal, let details) = answer else {
                Issue.record("\(answer)")
                continue
            }
            #expect(details.resultCode == nil)
        }
        #expect(try await slapd.accepts(account.dn.text, password: Array("OldPassw0rd!".utf8)))
    }

    @Test(arguments: [false, true])
    func forcesAChange(serverHashes: Bool) async throws {
        let slapd = try await LiveSlapd.start()
        let session = try await slapd.session { $0.serverHashes = serverHashes }
        let account = try await slapd.account("bob", session)
        let answer = await session.write(PasswordWrite(password("NewPassw0rd-1"), mustChange: true), to: account)
        guard case .written(let details) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(details.mustChange == .done)
        #expect(try await slapd.account("bob", session).mustChange == true)
    }

    /// The password took, "must change" did not: both are told.
    @Test func tellsWhichStepTook() async throws {
        let slapd = try await LiveSlapd.start(.init { $0.stateAccess = "read" })
        let session = try await slapd.session()
        let account = try await slapd.account("bob", session)
        let answer = await session.write(PasswordWrite(password("NewPassw0rd-1"), mustChange: true), to: account)
        guard case .written(let details) = answer, case .failed(let why) = details.mustChange else {
            Issue.record("\(answer)")
            return
        }
        #expect(details.password == .done)
        #expect(why.resultCode == ResultCode.insufficientAccessRights.rawValue)
        #expect(try await slapd.accepts(account.dn.text, password: Array("NewPassw0rd-1".utf8)))
        guard case .refused(.notPermitted, _) = await session.unlock(try await slapd.account("bob", session)) else {
            Issue.record("an unlock without the right")
            return
        }
    }

    @Test func unlocks() async throws {
        let slapd = try await LiveSlapd.start()
        let session = try await slapd.session()
        let carol = try slapd.dn("carol").text
        for _ in 0..<3 { #expect(try await !slapd.accepts(carol, password: Array("wrong".utf8))) }
        #expect(try await !slapd.accepts(carol, password: Array("OldPassw0rd!".utf8)))
        let locked = try await slapd.account("carol", session)
        guard case .byFailures = locked.lock else {
            Issue.record("not locked: \(locked)")
            return
        }
        guard case .written(let details) = await session.unlock(locked) else {
            Issue.record("not unlocked")
            return
        }
        #expect(details.unlock == .done && details.password == .notAsked)
        #expect(try await slapd.accepts(carol, password: Array("OldPassw0rd!".utf8)))
        // No lock is no error.
        guard case .written = await session.unlock(try await slapd.account("carol", session)) else {
            Issue.record("an unlock without a lock")
            return
        }
        // A reset lifts such a lock too, and says so.
        for _ in 0..<3 { _ = try await slapd.accepts(carol, password: Array("wrong".utf8)) }
        let again = await session.write(
            PasswordWrite(password("NewPassw0rd-1")), to: try await slapd.account("carol", session))
        guard case .written(let reset) = again else {
            Issue.record("\(again)")
            return
        }
        #expect(reset.unlock == .done)
        #expect(try await slapd.accepts(carol, password: Array("NewPassw0rd-1".utf8)))
    }

    @Test func respectsAnAdministratorsLock() async throws {
        let slapd = try await LiveSlapd.start()
        let session = try await slapd.session()
        let before = try await slapd.account("dave", session)
        try await slapd.modify(
            "dn: \(before.dn)\nchangetype: modify\nreplace: pwdAccountLockedTime\npwdAccountLockedTime: 000001010000Z\n"
        )
        // Also with an account that was read before the lock.
        for account in [before, try await slapd.account("dave", session)] {
            guard
                case .refused(.accountDisabled, _) = await session.write(
                    PasswordWrite(password("NewPassw0rd-1")), to: account),
                case .refused(.accountDisabled, _) = await session.unlock(account)
            else {
                Issue.record("an administrator's lock was lifted")
                continue
            }
        }
        #expect(try await slapd.account("dave", session).lock == .byAdministrator)
    }

    @Test func neverWritesProtectedEntries() async throws {
        let slapd = try await LiveSlapd.start()
        let alice = try slapd.dn("ALICE")
        let session = try await slapd.session { $0.protected = [alice] }
        let account = try await slapd.account("alice", session)
        #expect(account.isProtected)
        guard
            case .refused(.accountProtected, _) = await session.write(
                PasswordWrite(password("NewPassw0rd-1")), to: account)
        else {
            Issue.record("written")
            return
        }
        // Nor itself, whatever the configuration says.
        let everything = try await slapd.session {
            $0.base = try DistinguishedName(parsing: slapd.baseDN)
            $0.filter = .present("objectClass")
        }
        let anchor = Anchor(try await slapd.entryUUID(of: slapd.agentDN))
        guard case .found(let own) = await everything.account(anchor) else {
            Issue.record("the agent does not see itself")
            return
        }
        guard
            case .refused(.accountProtected, _) = await everything.write(
                PasswordWrite(password("NewPassw0rd-1")), to: own)
        else {
            Issue.record("wrote itself")
            return
        }
    }

    /// Between reading and writing the name came to belong to somebody else, or the password was changed.
    @Test func neverHitsAReusedName() async throws {
        let slapd = try await LiveSlapd.start()
        let session = try await slapd.session()
        let erin = try await slapd.account("erin", session)
        try await slapd.modify("dn: \(erin.dn)\nchangetype: delete\n")
        try await slapd.add(
            "dn: \(erin.dn)\nobjectClass: inetOrgPerson\nuid: erin\ncn: Other\nsn: Other\n"
                + "userPassword: OtherPassw0rd!\n"
        )
        let write = PasswordWrite(password("NewPassw0rd-1"))
        guard case .unavailable(.changedMeanwhile, _) = await session.write(write, to: erin) else {
            Issue.record("another person's password was written")
            return
        }
        #expect(try await slapd.accepts(erin.dn.text, password: Array("OtherPassw0rd!".utf8)))
        #expect(await session.account(erin.anchor) == .notFound)
        let frank = try await slapd.account("frank", session)
        guard case .written = await session.write(write, to: frank) else {
            Issue.record("not written")
            return
        }
        guard
            case .unavailable(.changedMeanwhile, _) = await session.write(
                PasswordWrite(password("NewPassw0rd-2")), to: frank)
        else {
            Issue.record("a newer password was replaced")
            return
        }
    }

    /// Without the server's hashing a Modify would leave clear text behind; so there is none.
    @Test func neverStoresClearText() async throws {
        let slapd = try await LiveSlapd.start(.init { $0.hashesCleartext = false })
        let session = try await slapd.session()
        let account = try await slapd.account("grace", session)
        guard case .written = await session.write(PasswordWrite(password("NewPassw0rd-1")), to: account) else {
            Issue.record("not written")
            return
        }
        #expect(try await slapd.values("userPassword", of: account.dn.text).allSatisfy { $0.hasPrefix("{SSHA}") })
        let forced = try await slapd.session { $0.write = .modify }
        guard
            case .refused(.misconfigured, _) = await forced.write(
                PasswordWrite(password("NewPassw0rd-2")), to: try await slapd.account("grace", forced))
        else {
            Issue.record("a Modify without the administrator's word")
            return
        }
    }

    /// A value that looks hashed: a strict policy refuses it, since the server cannot look inside; a lax one takes it,
    /// and the extended operation has it hashed as the text it is.
    @Test func aPasswordLikeAHashIsText() async throws {
        let looksHashed = "{SSHA}not-a-hash-1"
        let strict = try await LiveSlapd.start()
        let session = try await strict.session { $0.serverHashes = true }
        let refused = await session.write(
            PasswordWrite(password(looksHashed)), to: try await strict.account("alice", session))
        guard case .refused(.tooSimple, _) = refused else {
            Issue.record("\(refused)")
            return
        }
        let lax = try await LiveSlapd.start(.init { $0.policy["pwdCheckQuality"] = "0" })
        let other = try await lax.session { $0.serverHashes = true }
        let account = try await lax.account("alice", other)
        guard case .written(let details) = await other.write(PasswordWrite(password(looksHashed)), to: account) else {
            Issue.record("not written")
            return
        }
        #expect(details.method == .exop)
        #expect(try await lax.accepts(account.dn.text, password: Array(looksHashed.utf8)))
    }

    /// The request or its answer is lost after the last look: nobody knows, and the marker tells afterwards.
    @Test(arguments: [Relay.Loss.requests, .answers, .connection], [false, true])
    func aLostAnswerIsUnknown(loss: Relay.Loss, serverHashes: Bool) async throws {
        let slapd = try await LiveSlapd.start()
        let relay = try Relay(to: slapd.ldapsPort)
        let link = try await DirectoryLink.open(
            try slapd.settings {
                $0.limits.operation = .seconds(2)
                $0.serverHashes = serverHashes
            }, server: ServerURL(parsing: "ldaps://127.0.0.1:\(relay.port)"), logger: Logger(label: "test"))
        guard case .bound(let session) = await link.bind(password: password(slapd.agentPassword)) else {
            Issue.record("not bound")
            return
        }
        let account = try await slapd.account("heidi", session)
        let begin = Date()
        // One more request passes: the last look.
        relay.lose(loss, after: 1)
        let answer = await session.write(PasswordWrite(password("NewPassw0rd-1")), to: account)
        guard case .unknown(let details) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(details.phase == .operation)
        if case .connection = loss {
            #expect(details.connection == .connectionLost && session.connectionEnd != nil)
        } else {
            #expect(details.connection == .timedOut)
        }
        await session.close()
        let looking = try await slapd.session()
        let later = try await slapd.account("heidi", looking)
        let change = account.marker.passwordChange(until: later.marker, attemptedAt: begin)
        let isNew = try await slapd.accepts(account.dn.text, password: Array("NewPassw0rd-1".utf8))
        switch loss {
        case .requests: #expect(change == .none && !isNew)
        case .answers: #expect(change == .changed(by: looking.settings.bindDN) && isNew)
        // Whether the request overtook the break is up to the network; the marker tells.
        case .connection: #expect((change != .none) == isNew)
        }
    }

    /// When the last look already finds no answer, nothing was sent.
    @Test func aServerThatIsFrozenBeforeIsUnavailable() async throws {
        let slapd = try await LiveSlapd.start()
        let session = try await slapd.session { $0.limits.operation = .milliseconds(500) }
        let account = try await slapd.account("heidi", session)
        slapd.freeze()
        defer { slapd.thaw() }
        let answer = await session.write(PasswordWrite(password("NewPassw0rd-1")), to: account)
        guard case .unavailable(.notConnected, let details) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(details.connection == .timedOut && details.server == slapd.ldapsURL)
    }
}
