import Foundation
import Support
import Testing

/// The built programs together, as an administrator starts them. One test after the other: they share the topology.
@Suite(.serialized) struct EndToEndTests {
    private func topology() async throws -> (Quickstart, API) {
        let quickstart = try await Quickstart.shared.value
        return (quickstart, API(quickstart))
    }

    private func program(_ quickstart: Quickstart, _ name: String, _ words: [String]) async throws -> Launcher.Output {
        let path = quickstart[name]
        return try await Launcher.offPool { try Launcher.run(path, words, accepting: Set(0...255)) }
    }

    private func status(_ quickstart: Quickstart, _ words: [String] = []) async throws -> Launcher.Output {
        try await program(quickstart, "WRITEBACKCTL", ["status", "--socket", quickstart["AGENT_SOCKET"]] + words)
    }

    /// The result code of a bind with exactly these bytes: 0, or 49 for a wrong password.
    private func bind(_ quickstart: Quickstart, _ dn: String, _ password: String) async throws -> Int32 {
        let folder = try TemporaryFolder("bind")
        let file = try folder.write("password", password)
        let (uri, ca) = (quickstart["LDAP_URI"], quickstart["LDAP_CA_FILE"])
        return try await Launcher.offPool {
            try Launcher.run(
                "/usr/bin/env", ["LDAPTLS_CACERT=\(ca)", "ldapwhoami", "-x", "-H", uri, "-D", dn, "-y", file],
                accepting: Set(0...255)
            ).status
        }
    }

    @Test func quickstartEndsWithTheProof() async throws {
        let (quickstart, api) = try await topology()
        #expect(quickstart.transcript.contains("reset through the API"))
        #expect(quickstart.transcript.contains("works"))
        #expect(quickstart.transcript.contains("refused"))
        #expect(try await api.blade().decision == "shown")
    }

    @Test func environmentIsComplete() async throws {
        let (quickstart, _) = try await topology()
        let names = """
            WRITEBACK_URL WRITEBACK_CA_FILE WRITEBACK_TENANT WRITEBACK_CLIENT_ID WRITEBACK_CLIENT_SECRET WRITEBACKCTL WRITEBACKD
            WRITEBACK_GATEWAY AGENT_CONFIG GATEWAY_CONFIG AGENT_SOCKET AGENT_JOURNAL AGENT_PID GATEWAY_PID DIRECTORY_PID LDAP_URI
            LDAP_CA_FILE LDAP_BASE LDAP_AGENT_DN LDAP_AGENT_PASSWORD_FILE LDAP_ADMIN_DN LDAP_ADMIN_PASSWORD_FILE DEMO_USER_DN
            DEMO_USER_UPN DEMO_USER_PASSWORD
            """
        for name in names.split(whereSeparator: \.isWhitespace) {
            #expect(quickstart.environment[String(name)]?.isEmpty == false, "\(name)")
        }
        for name in ["WRITEBACK_CA_FILE", "AGENT_CONFIG", "GATEWAY_CONFIG", "LDAP_CA_FILE", "WRITEBACKCTL"] {
            #expect(FileManager.default.fileExists(atPath: quickstart[name]), "\(name)")
        }
        #expect(FileManager.default.fileExists(atPath: quickstart["AGENT_JOURNAL"]))
        for name in ["env", "secrets/agent", "secrets/admin"] {
            let file = quickstart.folder + "/" + name
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(name)")
        }
    }

    @Test func peopleHaveBeenSynced() async throws {
        let (quickstart, api) = try await topology()
        let user = try await api.send("GET", "/v1.0/users/\(quickstart["DEMO_USER_UPN"])", token: api.token())
        #expect(user.status == 200)
        #expect(user.body["onPremisesSyncEnabled"] as? Bool == true)
        #expect(user["onPremisesImmutableId"]?.count == 36)
        #expect(user["onPremisesLastSyncDateTime"] != nil)
    }

    @Test(arguments: ["Correct-Horse-1", "한글과 이모지 🔑 그리고 e\u{301}", #"quote " backslash \ tab \t end"#])
    func aResetTakesEffectInTheDirectory(password: String) async throws {
        let (quickstart, api) = try await topology()
        let ending = try await api.ending(of: try await api.reset(quickstart["DEMO_USER_UPN"], to: password))
        #expect(ending["status"] == "succeeded")
        #expect(ending["statusDetail"]?.hasPrefix("written: ") == true)
        #expect(try await bind(quickstart, quickstart["DEMO_USER_DN"], password) == 0)
        #expect(try await bind(quickstart, quickstart["DEMO_USER_DN"], quickstart["DEMO_USER_PASSWORD"]) == 49)
    }

    @Test func aTooShortPasswordEndsWithTheDirectorysOwnWords() async throws {
        let (quickstart, api) = try await topology()
        let ending = try await api.ending(of: try await api.reset(quickstart["DEMO_USER_UPN"], to: "short"))
        #expect(ending["status"] == "failed")
        #expect(ending["statusDetail"]?.hasPrefix("tooShort: ") == true)
        #expect(ending["statusDetail"]?.contains("Password fails quality checking policy") == true)
    }

    @Test func aPasswordOfThreeHundredCharactersWorks() async throws {
        let (quickstart, api) = try await topology()
        let password = String(repeating: "가나다", count: 100)
        let ending = try await api.ending(of: try await api.reset(quickstart["DEMO_USER_UPN"], to: password))
        #expect(ending["status"] == "succeeded")
        #expect(try await bind(quickstart, quickstart["DEMO_USER_DN"], password) == 0)
    }

    /// What is sent instead of a password, and the status that answers it.
    enum NoPassword: String, CaseIterable {
        case empty, withNUL, notJSON, halfOfASurrogatePair, missing, hugeBody

        var body: String {
            switch self {
            case .empty: #"{"newPassword":""}"#
            case .withNUL: #"{"newPassword":"a\u0000b-and-more"}"#
            case .notJSON: "not json"
            case .halfOfASurrogatePair: #"{"newPassword":"\ud83d lone"}"#
            case .missing: "{}"
            case .hugeBody: #"{"newPassword":""# + String(repeating: "x", count: 70_000) + #""}"#
            }
        }

        var status: Int { self == .hugeBody ? 413 : 400 }
    }

    @Test(arguments: NoPassword.allCases)
    func whatCannotBeAPasswordIsRefusedAtTheDoor(what: NoPassword) async throws {
        let (quickstart, api) = try await topology()
        let answer = try await api.reset(quickstart["DEMO_USER_UPN"], body: Data(what.body.utf8))
        #expect(answer.status == what.status)
        #expect(answer.errorCode?.isEmpty == false)
    }

    @Test func strangersAndUnknownPeopleAreRefused() async throws {
        let (quickstart, api) = try await topology()
        #expect(try await api.reset("nobody@example.test", to: "Correct-Horse-2").status == 404)
        let path =
            "/v1.0/users/\(quickstart["DEMO_USER_UPN"])/authentication/methods"
            + "/28c10230-6103-485e-b985-444c60001490/resetPassword"
        let body = Data(#"{"newPassword":"Correct-Horse-3"}"#.utf8)
        #expect(try await api.send("POST", path, body: body, token: nil).status == 401)
        #expect(try await api.send("POST", path, body: body, token: "a.b.c").status == 401)
    }

    @Test(arguments: [SIGTERM, SIGSTOP])
    func anOutageOfTheDirectoryHidesTheBladeAndItsEndBringsItBack(number: Int32) async throws {
        let (quickstart, api) = try await topology()
        quickstart.signal("slapd", number)
        do {
            _ = try await eventually(within: 120, "status exits 2 with the reason") {
                let output = try await status(quickstart, ["--output", "json"])
                return output.status == 2 && output.output.contains("directory-unreachable") ? true : nil
            }
            _ = try await eventually(within: 60, "the blade is hidden with the reason") {
                let blade = try await api.blade()
                return blade.decision == "hidden" && blade.first == "directory-unreachable" ? true : nil
            }
        } catch {
            quickstart.signal("slapd", SIGCONT)
            throw error
        }
        // Accepted meanwhile; it waits in the cloud, not in the agent's memory.
        let password = "While-Away-\(number)-비밀"
        let accepted = try await api.reset(quickstart["DEMO_USER_UPN"], to: password)
        #expect(accepted.status == 202)
        if number == SIGSTOP {
            quickstart.signal("slapd", SIGCONT)
        } else {
            try await Launcher.offPool { _ = try Quickstart.run(folder: quickstart.folder, []) }
        }
        _ = try await eventually(within: 120, "the blade comes back") {
            try await api.blade().decision == "shown" ? true : nil
        }
        #expect(try await status(quickstart).status == 0)
        let ending = try await api.ending(of: accepted)
        #expect(ending["statusDetail"]?.hasPrefix("written: ") == true)
        #expect(try await bind(quickstart, quickstart["DEMO_USER_DN"], password) == 0)
    }

    @Test func aKilledAgentGoesOnWhereItWas() async throws {
        let (quickstart, api) = try await topology()
        quickstart.signal("agent", SIGKILL)
        let accepted = try await api.reset(quickstart["DEMO_USER_UPN"], to: "After-The-Kill-1")
        _ = try await eventually(within: 60, "the daemon is seen to be gone") {
            try await status(quickstart).status == 3 ? true : nil
        }
        let sentence = try await status(quickstart)
        #expect(sentence.errors.contains("writebackd"))
        #expect(sentence.errors.split(separator: "\n").count <= 3)
        try await Launcher.offPool { _ = try Quickstart.run(folder: quickstart.folder, []) }
        let ending = try await api.ending(of: accepted)
        #expect(ending["statusDetail"]?.hasPrefix("written: ") == true)
    }

    @Test func quickstartStopsAndStartsAlsoWhenHalfOfItIsUp() async throws {
        let (quickstart, api) = try await topology()
        quickstart.signal("gateway", SIGKILL)
        try await Launcher.offPool {
            _ = try Quickstart.run(folder: quickstart.folder, ["down"])
            _ = try Quickstart.run(folder: quickstart.folder, ["down"])
        }
        for name in ["slapd", "gateway", "agent"] { #expect(quickstart.processID(name) == -1) }
        try await Launcher.offPool { _ = try Quickstart.run(folder: quickstart.folder, []) }
        #expect(try await api.blade().decision == "shown")
    }

    @Test func sigtermDrainsAndEndsWithZero() async throws {
        let (quickstart, api) = try await topology()
        let accepted = try await api.reset(quickstart["DEMO_USER_UPN"], to: "Drained-In-Time-1")
        #expect(accepted.status == 202)
        try await Launcher.offPool {
            let output = try Quickstart.run(folder: quickstart.folder, ["down"])
            #expect(!output.output.contains("killed"))
            _ = try Quickstart.run(folder: quickstart.folder, [])
        }
        let ending = try await api.ending(of: accepted)
        #expect(ending["statusDetail"]?.hasPrefix("written: ") == true)
    }

    @Test func nothingThatOpensToAPasswordIsLeftOnDisk() async throws {
        let (quickstart, api) = try await topology()
        let remains = Remains(folder: quickstart.folder)
        let password = "Searched-For-On-Disk-비밀"
        // Frozen, so that the request waits in the cloud and there is something sealed to look for.
        quickstart.signal("slapd", SIGSTOP)
        let accepted: API.Answer
        let sealed: [Data]
        do {
            accepted = try await api.reset(quickstart["DEMO_USER_UPN"], to: password)
            sealed = try Remains.sealedPasswords(in: quickstart.folder + "/gateway/gateway.sqlite")
            #expect(!sealed.isEmpty)
            #expect(try !remains.files(holding: sealed).isEmpty)
        } catch {
            quickstart.signal("slapd", SIGCONT)
            throw error
        }
        quickstart.signal("slapd", SIGCONT)
        let ending = try await api.ending(of: accepted)
        #expect(ending["statusDetail"]?.hasPrefix("written: ") == true)
        let secrets = sealed + API.sent.withLock { $0 }.map { Data($0.utf8) }
        #expect(secrets.contains(Data(password.utf8)))
        var found: [String] = []
        _ = try? await eventually(within: 60, "nothing is found any more") {
            found = try remains.files(holding: secrets)
            return found.isEmpty ? true : nil
        }
        #expect(found.isEmpty)
    }

    @Test func toolsOfTheCloudDoNotLinkTheDirectoryLibrary() async throws {
        let (quickstart, _) = try await topology()
        for (name, linked) in [("WRITEBACKCTL", false), ("WRITEBACK_GATEWAY", false), ("WRITEBACKD", true)] {
            let path = quickstart[name]
            let output = try await Launcher.offPool { try Launcher.run("/usr/bin/ldd", [path]) }.output
            #expect(output.contains("libldap") == linked, "\(name)")
        }
    }
}
