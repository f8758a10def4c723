import Crypto
import Foundation
import Secrets
import Support
import Testing
import Writeback

@testable import Agent

@Suite(.serialized) struct EnrolmentTests {
    private func configuration(_ agent: LiveAgent, url: String, caFile: String? = nil) throws -> AgentConfiguration {
        let parsed = try agent.configuration()
        return AgentConfiguration(
            path: parsed.path, cloud: CloudSettings(url: url, tenant: "tenant-1", caFile: caFile), state: parsed.state,
            directory: parsed.directory, writeback: parsed.writeback, sync: parsed.sync, journal: parsed.journal,
            control: parsed.control, health: parsed.health, log: parsed.log, language: parsed.language)
    }

    private func code(_ agent: LiveAgent, url: String, pin: String? = nil) throws -> String {
        try EnrolmentCode(
            url: url, tenant: "tenant-1", directory: "directory-1",
            secret: Password(copying: Array("c2VjcmV0LXNlY3JldC0xMg".utf8)), authoritySHA256: pin,
            requestSigningKey: PublicJWK(agent.samples.issuer.publicKey).thumbprint
        ).text()
    }

    private func enroller(_ agent: LiveAgent, _ configuration: AgentConfiguration) -> Enroller {
        Enroller(configuration: configuration, folder: agent.folder, clock: .system, logger: agent.notes.logger)
    }

    private func answer(_ keys: [PublicJWK]) -> FakeGateway.Reply {
        .json(
            201,
            EnrolmentAnswer(
                agentID: "agent-9", clientID: "client-9", requestSigningKeys: PublicJWKSet(keys: keys),
                requestsQueue: QueueName.requests, statusQueue: QueueName.status))
    }

    @Test func anAgentIsEnrolledAndSentWhatItShould() async throws {
        let agent = try await LiveAgent()
        let good = answer([PublicJWK(agent.samples.issuer.publicKey)])
        let gateway = try await FakeGateway.start { _ in good }
        let enroller = enroller(agent, try configuration(agent, url: gateway.base))
        let done = try await enroller.enrol(codeText: try code(agent, url: gateway.base), name: "here", again: false)
        #expect(done.agentID == "agent-9")
        let call = try #require(gateway.received.last)
        #expect(call.path == "/tenant-1/writeback/enrolments")
        let request = try WireJSON.decode(EnrolmentRequest.self, from: call.body)
        #expect(request.jwk.thumbprint == done.fingerprint)
        let proof = try await SignedEnvelope.open(
            request.proof, as: EnrolmentProof.self, typ: EnrolmentProof.type, trusting: [request.jwk])
        #expect(proof.directoryIdentity == "dc=example,dc=test" && proof.sealingKeys.count == 2)
        let identity = try AgentIdentity.load(agent.folder)
        #expect(identity.record.clientID == "client-9" && identity.fingerprint == done.fingerprint)
        #expect(Set(identity.sealingKeys.map(\.published.kid)) == Set(proof.sealingKeys.map(\.kid)))
        // Again: refused, unless asked for; then with other keys.
        await #expect(throws: EnrolmentFailure.self) {
            try await enroller.enrol(codeText: try code(agent, url: gateway.base), name: "here", again: false)
        }
        let anew = try await enroller.enrol(codeText: try code(agent, url: gateway.base), name: "here", again: true)
        #expect(anew.fingerprint != done.fingerprint)
        await gateway.stop()
    }

    @Test func aSecondTryAfterACrashUsesTheSameKey() async throws {
        let agent = try await LiveAgent()
        let good = answer([PublicJWK(agent.samples.issuer.publicKey)])
        let gateway = try await FakeGateway.start { _ in .drop }
        await #expect(throws: EnrolmentFailure.self) {
            try await enroller(agent, try configuration(agent, url: gateway.base)).enrol(
                codeText: try code(agent, url: gateway.base), name: "here", again: false)
        }
        let first = try WireJSON.decode(EnrolmentRequest.self, from: try #require(gateway.received.last).body)
        await gateway.stop()
        let second = try await FakeGateway.start { _ in good }
        let done = try await enroller(agent, try configuration(agent, url: second.base)).enrol(
            codeText: try code(agent, url: second.base), name: "here", again: false)
        #expect(done.fingerprint == first.jwk.thumbprint)
        await second.stop()
    }

    @Test func whatIsWrongIsSaidInOneSentence() async throws {
        let agent = try await LiveAgent()
        let other = P256.Signing.PrivateKey()
        let replies: [(FakeGateway.Reply, String)] = [
            (
                .answer(403, [:], Data(#"{"error":{"code":"x","message":"used"}}"#.utf8)),
                "does not accept the enrolment code (used)"
            ),
            (
                .answer(409, [:], Data(#"{"error":{"code":"x","message":"other suffix"}}"#.utf8)),
                "not the one that the code is for"
            ),
            (.answer(404), "does not know the tenant"),
            (answer([PublicJWK(other.publicKey)]), "another request-signing key"),
        ]
        for (reply, words) in replies {
            let gateway = try await FakeGateway.start { _ in reply }
            let failure = await #expect(throws: EnrolmentFailure.self) {
                try await enroller(agent, try configuration(agent, url: gateway.base)).enrol(
                    codeText: try code(agent, url: gateway.base), name: "here", again: false)
            }
            #expect(failure?.description.contains(words) == true, "\(String(describing: failure))")
            await gateway.stop()
        }
        let nowhere = "http://127.0.0.1:\(try FreePort.pick()[0])"
        let certificates = try Certificates.shared.get()
        let cases: [(code: String, configuration: AgentConfiguration, words: String)] = [
            (try code(agent, url: nowhere), try configuration(agent, url: nowhere), "cannot be reached"),
            ("wbe1.abc", try configuration(agent, url: nowhere), "altered"),
            ("nonsense", try configuration(agent, url: nowhere), "not an enrolment code"),
            (
                try code(agent, url: "https://other"), try configuration(agent, url: nowhere),
                "correct \(agent.temporary.file("agent.yaml"))"
            ),
            (try code(agent, url: nowhere, pin: "x"), try configuration(agent, url: nowhere), "set cloud.caFile"),
            (
                try code(agent, url: nowhere, pin: "x"),
                try configuration(agent, url: nowhere, caFile: certificates.rogueCAFile),
                "does not hold the authority"
            ),
        ]
        for (code, configuration, words) in cases {
            let failure = await #expect(throws: EnrolmentFailure.self) {
                try await enroller(agent, configuration).enrol(codeText: code, name: "here", again: false)
            }
            #expect(failure?.description.contains(words) == true, "\(String(describing: failure))")
        }
        #expect(!FileManager.default.fileExists(atPath: agent.folder.identity.path))
    }
}
