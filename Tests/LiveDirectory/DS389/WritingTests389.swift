import Directory
import Foundation
import LDAP
import Secrets
import Support
import Testing

/// Passwords are written to a 389 Directory Server, byte by byte as they are, and what else happens is told.
@Suite struct WritingTests389 {
    @Test func writesTheBytesAsTheyAre() async throws {
        let server = try await LiveDS389.shared()
        let session = try await server.session()
        for bytes in [
            Array("NewPassw0rd-1".utf8), Array("비밀번호-새로운-열쇠-1".utf8), Array("🔑🐶🎉 emoji Pass".utf8),
            Array("  Spaces around  ".utf8), Array("e\u{301}NFD-accent-1".utf8),
            [0xFF, 0xFE, 0x80] + Array("Not-utf8-1".utf8), [UInt8](repeating: 0x61, count: 299) + Array("B1".utf8),
            [UInt8](repeating: 0x7A, count: 1022) + Array("B1".utf8), Array("Quote\"back\\slash*()1".utf8),
            Array("{open brace-A1".utf8),
        ] {
            let account = try await server.account("bob", session)
            try await server.nextSecond(after: account)
            let answer = await session.write(PasswordWrite(Password(copying: bytes)), to: account)
            guard case .written(let details) = answer else {
                Issue.record("\(answer)")
                continue
            }
            #expect(details.method == .modify && details.mustChange == .notAsked && details.unlock == .notAsked)
            let later = try await server.account("bob", session, changedAfter: account.marker)
            #expect(account.marker.passwordChange(until: later.marker) == .changed(by: session.settings.bindDN))
            #expect(details.marker == later.marker)
            #expect(try await server.accepts(account.dn.text, password: bytes))
            let stored = try await server.values("userPassword", of: account.dn.text)
            #expect(stored.count == 1 && stored[0].hasPrefix("{PBKDF2_SHA256}"))
        }
        #expect(try await !server.accepts(try server.dn("bob").text, password: Array("OldPassw0rd!".utf8)))
    }

    @Test func refusesBeforeTheWire() async throws {
        let server = try await LiveDS389.shared()
        let session = try await server.session()
        let account = try await server.account("alice", session)
        for (bytes, refusal) in [
            ([], .invalidPassword), (Array("With\0nul-inside-1".utf8), .invalidPassword),
            ([UInt8](repeating: 0x61, count: 1025), .tooLong),
            (Array("{SSHA}o32GcAGiJ0XUohadUON8h4xROv4OpoeH".utf8), .invalidPassword),
            (Array("{CLEAR}ClearPassw0rd-1".utf8), .invalidPassword),
        ] as [([UInt8], Refusal)] {
            let answer = await session.write(PasswordWrite(Password(copying: bytes)), to: account)
            guard case .refused(refusal, let details) = answer else {
                Issue.record("\(answer)")
                continue
            }
            #expect(details.resultCode == nil)
        }
        #expect(try await server.accepts(account.dn.text, password: Array("OldPassw0rd!".utf8)))
    }

    @Test func explainsEachRefusal() async throws {
        let server = try await LiveDS389.shared()
        let session = try await server.session()
        let first = try await server.account("grace", session)
        guard case .written = await session.write(PasswordWrite(password("FirstPassw0rd")), to: first) else {
            Issue.record("not written")
            return
        }
        let account = try await server.account("grace", session, changedAfter: first.marker)
        for (text, refusal, error) in [
            ("Sh0rt-A", .tooShort, .insufficientPasswordQuality),
            ("all lower letters", .tooSimple, .insufficientPasswordQuality),
            ("비밀번호새로운열쇠비밀번호", .tooSimple, .insufficientPasswordQuality),
            ("FirstPassw0rd", .inHistory, nil), ("OldPassw0rd!", .inHistory, .passwordInHistory),
        ] as [(String, Refusal, PasswordPolicyError?)] {
            let answer = await session.write(PasswordWrite(password(text)), to: account)
            guard case .refused(refusal, let details) = answer else {
                Issue.record("\(text): \(answer)")
                continue
            }
            #expect(details.resultCode == ResultCode.constraintViolation.rawValue)
            #expect(details.policyError == error?.rawValue && details.server == server.ldapsURL)
            #expect(details.diagnostic?.contains(text) != true)
        }
        #expect(try await server.accepts(account.dn.text, password: Array("FirstPassw0rd".utf8)))
        // The person's own change: the extended operation checks the present password.
        let wrong = PasswordWrite(password("SecondPassw0rd"), current: password("not it"))
        guard case .refused(.wrongCurrentPassword, _) = await session.write(wrong, to: account) else {
            Issue.record("another answer")
            return
        }
        let right = PasswordWrite(password("SecondPassw0rd"), current: password("FirstPassw0rd"))
        guard case .written = await session.write(right, to: account) else {
            Issue.record("not written")
            return
        }
    }

    /// A server of its own, whose settings are changed under way.
    @Test func tellsPolicyRightsAndServersApart() async throws {
        let server = try await LiveDS389.start(
            .init {
                $0.configuration = ["passwordMustChange": "off", "passwordMinAge": "3600"]
                $0.recipe = { $0.replacing("\"accountUnlockTime || passwordRetryCount ||", with: "\"") }
            })
        let session = try await server.session()
        let write = PasswordWrite(password("NewPassw0rd-1"), mustChange: true)
        let alice = try await server.account("alice", session)
        // The policy does not know "must change": the password took, that did not.
        guard case .written(let details) = await session.write(write, to: alice), case .failed = details.mustChange
        else {
            Issue.record("must change without passwordMustChange")
            return
        }
        #expect(details.method == .exop && details.password == .done)
        guard case .refused(.notPermitted, _) = await session.unlock(try await server.account("bob", session)) else {
            Issue.record("an unlock without the right")
            return
        }
        let young = PasswordWrite(password("NewPassw0rd-2"))
        guard
            case .refused(.tooYoung, _) = await session.write(
                young, to: try await server.account("alice", session, changedAfter: alice.marker))
        else {
            Issue.record("not too young")
            return
        }
        let carol = try await server.account("carol", session)
        try await server.configure("nsslapd-readonly", "on")
        guard case .unavailable(.readOnly, let readOnly) = await session.write(young, to: carol) else {
            Issue.record("not read-only")
            return
        }
        #expect(readOnly.resultCode == ResultCode.unwillingToPerform.rawValue)
        try await server.configure("nsslapd-readonly", "off")
        try await server.modify(
            "dn: \(server.peopleDN)\nchangetype: modify\nadd: aci\naci: (targetattr = \"userPassword\")"
                + "(version 3.0; acl \"no\"; deny (write) userdn = \"ldap:///\(server.agentDN)\";)\n")
        guard case .refused(.notPermitted, let denied) = await session.write(young, to: carol) else {
            Issue.record("not denied")
            return
        }
        #expect(denied.resultCode == ResultCode.insufficientAccessRights.rawValue)
    }

    @Test func forcesAChange() async throws {
        let server = try await LiveDS389.shared()
        let session = try await server.session()
        let account = try await server.account("frank", session)
        let answer = await session.write(PasswordWrite(password("NewPassw0rd-1"), mustChange: true), to: account)
        guard case .written(let details) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(details.mustChange == .done && details.method == .exop)
        #expect(try await server.account("frank", session).mustChange == true)
        let proof = await (try server.link()).prove(account.dn, password: password("NewPassw0rd-1"))
        guard case .refused(.mustChangePassword, _) = proof else {
            Issue.record("\(proof)")
            return
        }
        // A reset without it takes it back.
        let again = try await server.account("frank", session, changedAfter: account.marker)
        guard case .written = await session.write(PasswordWrite(password("NewPassw0rd-2")), to: again) else {
            Issue.record("not written")
            return
        }
        #expect(try await server.accepts(account.dn.text, password: Array("NewPassw0rd-2".utf8)))
    }

    @Test func unlocks() async throws {
        let server = try await LiveDS389.shared()
        let session = try await server.session()
        let carol = try server.dn("carol").text
        for _ in 0..<3 { #expect(try await !server.accepts(carol, password: Array("wrong".utf8))) }
        #expect(try await !server.accepts(carol, password: Array("OldPassw0rd!".utf8)))
        let locked = try await server.account("carol", session)
        guard case .byFailures = locked.lock else {
            Issue.record("not locked: \(locked)")
            return
        }
        guard case .written(let details) = await session.unlock(locked) else {
            Issue.record("not unlocked")
            return
        }
        #expect(details.unlock == .done && details.password == .notAsked)
        #expect(try await server.accepts(carol, password: Array("OldPassw0rd!".utf8)))
        // No lock is no error.
        let free = try await server.account("carol", session)
        #expect(free.lock == .none)
        guard case .written = await session.unlock(free) else {
            Issue.record("an unlock without a lock")
            return
        }
        // A reset lifts such a lock too, and says so, though the time of the lock stays in the entry.
        for _ in 0..<3 { _ = try await server.accepts(carol, password: Array("wrong".utf8)) }
        let again = try await server.account("carol", session)
        guard case .written(let reset) = await session.write(PasswordWrite(password("NewPassw0rd-1")), to: again) else {
            Issue.record("not written")
            return
        }
        #expect(reset.unlock == .done)
        #expect(try await server.account("carol", session, changedAfter: again.marker).lock == .none)
        #expect(try await server.accepts(carol, password: Array("NewPassw0rd-1".utf8)))
    }

    @Test func respectsAnAdministratorsLock() async throws {
        let server = try await LiveDS389.shared()
        let session = try await server.session()
        let before = try await server.account("dave", session)
        try await server.modify(
            "dn: \(before.dn)\nchangetype: modify\nreplace: nsAccountLock\nnsAccountLock: true\n")
        let after = try await server.account("dave", session)
        #expect(after.lock == .byAdministrator)
        // Also with an account that was read before the lock.
        for account in [before, after] {
            guard
                case .refused(.accountDisabled, _) = await session.write(
                    PasswordWrite(password("NewPassw0rd-1")), to: account),
                case .refused(.accountDisabled, _) = await session.unlock(account)
            else {
                Issue.record("an administrator's lock was passed over")
                continue
            }
        }
    }

    @Test func neverHitsAReusedName() async throws {
        let server = try await LiveDS389.shared()
        let session = try await server.session()
        let erin = try await server.account("erin", session)
        try await server.modify(
            "dn: \(erin.dn)\nchangetype: delete\n\ndn: \(erin.dn)\nchangetype: add\nobjectClass: inetOrgPerson\n"
                + "uid: erin\ncn: Other\nsn: Other\nuserPassword: OtherPassw0rd!\n")
        let write = PasswordWrite(password("NewPassw0rd-1"))
        guard case .unavailable(.changedMeanwhile, _) = await session.write(write, to: erin) else {
            Issue.record("another person's password was written")
            return
        }
        // Right, and to be changed, since an administrator set it.
        let proof = await (try server.link()).prove(erin.dn, password: password("OtherPassw0rd!"))
        guard case .refused(.mustChangePassword, _) = proof else {
            Issue.record("\(proof)")
            return
        }
        #expect(await session.account(erin.anchor) == .notFound)
        let protected = try await server.session { $0.protected = [erin.dn] }
        guard
            case .refused(.accountProtected, _) = await protected.write(
                write, to: try await server.account("erin", protected))
        else {
            Issue.record("a protected entry was written")
            return
        }
    }

    /// The request or its answer is lost after the last look: nobody knows, and the marker tells afterwards.
    @Test func aLostAnswerIsUnknown() async throws {
        let server = try await LiveDS389.shared()
        let looking = try await server.session()
        for (number, loss) in [Relay.Loss.requests, .answers, .connection].enumerated() {
            let relay = try Relay(to: server.ldapsPort)
            let session = try await server.session("ldaps://127.0.0.1:\(relay.port)") {
                $0.limits.operation = .seconds(5)
            }
            let account = try await server.account("heidi", session)
            try await server.nextSecond(after: account)
            let begin = Date()
            // One more request passes: the last look.
            relay.lose(loss, after: 1)
            let text = "NewPassw0rd-\(number)"
            let answer = await session.write(PasswordWrite(password(text)), to: account)
            guard case .unknown(let details) = answer else {
                Issue.record("\(loss): \(answer)")
                continue
            }
            #expect(details.phase == .operation)
            await session.close()
            func change(_ later: Account) -> PasswordChange {
                account.marker.passwordChange(until: later.marker, attemptedAt: begin, clockSkew: 0)
            }
            var later = try await server.account("heidi", looking)
            let isNew = try await server.accepts(account.dn.text, password: Array(text.utf8))
            if isNew { later = try await server.account("heidi", looking, changedAfter: account.marker) }
            switch loss {
            case .requests: #expect(change(later) == .none && !isNew)
            case .answers: #expect(change(later) == .changed(by: looking.settings.bindDN) && isNew)
            // Whether the request overtook the break is up to the network; the marker tells.
            case .connection: #expect((change(later) != .none) == isNew)
            }
        }
    }
}
