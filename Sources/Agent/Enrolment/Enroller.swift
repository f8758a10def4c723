import Crypto
import Foundation
import LDAP
import Logging
import Writeback

/// Makes this machine an agent of a directory: keys are made here, the code proves the right to it, and the gateway's
/// answer is believed only if its keys are those that the code pins.
struct Enroller: Sendable {
    let configuration: AgentConfiguration
    let folder: StateFolder
    let clock: AgentClock
    let logger: Logger

    /// What `enrol` prints.
    struct Enrolled: Sendable {
        var agentID: String
        var directory: String
        var fingerprint: String
    }

    /// - Parameter again: set an earlier enrolment aside instead of refusing.
    /// - Throws: `EnrolmentFailure`, `StateFolder.Failure`.
    func enrol(codeText: String, name: String, again: Bool) async throws -> Enrolled {
        let code: EnrolmentCode
        do {
            code = try EnrolmentCode(codeText)
        } catch {
            throw EnrolmentFailure("\(error)")
        }
        try checkAgainstConfiguration(code)
        try folder.prepare()
        if access(folder.identity.path, F_OK) == 0 {
            guard again else {
                throw EnrolmentFailure(
                    "this agent is enrolled already (\(folder.identity.path)); to enrol it anew, add --again")
            }
            try KeyFolder(folder).setAside(at: clock.now())
        }
        // The directory first: a code works once, so it is not spent on an agent that cannot work.
        let suffix = try await directoryIdentity()
        // Kept from a first try that did not end: the same key with the same code gets the same answer.
        let key = try KeyFolder(folder).makeIdentityKey()
        let sealing = try KeyFolder(folder).makeSealingKeys(at: clock.now())
        let answer = try await post(code, name: name, suffix: suffix, key: key, sealing: sealing.map(\.published))
        guard
            answer.requestSigningKeys.keys.contains(where: { $0.thumbprint == code.requestSigningKey && $0.key != nil })
        else {
            throw EnrolmentFailure(
                "the gateway's answer holds another request-signing key than the code pins; "
                    + "somebody may be between this machine and the gateway: nothing was stored")
        }
        let pinned = answer.requestSigningKeys.keys.filter { $0.thumbprint == code.requestSigningKey }
        try folder.issuerKeys.write(try WireJSON.encode(PublicJWKSet(keys: pinned)))
        let record = AgentIdentity.Record(
            agentID: answer.agentID, clientID: answer.clientID, tenant: code.tenant, directory: code.directory,
            gateway: configuration.cloud.url, requestsQueue: answer.requestsQueue, statusQueue: answer.statusQueue,
            directoryIdentity: suffix, enrolledAt: clock.now())
        // Last: its presence says that everything else is there.
        try folder.identity.write(try WireJSON.encode(record))
        return Enrolled(
            agentID: answer.agentID, directory: code.directory, fingerprint: AgentIdentity.fingerprint(key.publicKey))
    }

    private func checkAgainstConfiguration(_ code: EnrolmentCode) throws(EnrolmentFailure) {
        let cloud = configuration.cloud
        guard code.url == cloud.url else {
            throw EnrolmentFailure(
                "the code is for \(code.url), and cloud.url is \(cloud.url); correct \(configuration.path)")
        }
        guard code.tenant == cloud.tenant else {
            throw EnrolmentFailure(
                "the code is for tenant \(code.tenant), and cloud.tenant is \(cloud.tenant); correct \(configuration.path)"
            )
        }
        guard let pin = code.authoritySHA256 else { return }
        guard let caFile = cloud.caFile else {
            throw EnrolmentFailure("the gateway has an authority of its own; set cloud.caFile to its certificate")
        }
        let isMet: Bool
        do {
            isMet = try AuthorityPin.isMet(pin, caFile: caFile)
        } catch {
            throw EnrolmentFailure("cloud.caFile \(caFile) cannot be read as PEM certificates: \(error)")
        }
        guard isMet else {
            throw EnrolmentFailure(
                "cloud.caFile \(caFile) does not hold the authority that the code pins; copy the gateway's CA certificate there"
            )
        }
    }

    /// The naming context that holds the configured base, in lower case.
    private func directoryIdentity() async throws -> String {
        let account = ServiceAccount(
            configuration: configuration.directory, governor: GovernorKeeper(folder, logger: logger), clock: clock,
            logger: logger)
        let arrival = await account.arrive()
        guard case .bound(let session) = arrival else {
            let finding = arrival.finding(configuration.directory)
            let remedy = finding.map { $0.code.remedy(in: .en, arguments: $0.arguments) } ?? ""
            let title = finding?.code.title(in: .en) ?? "the directory cannot be used"
            throw EnrolmentFailure(
                "\(title): \(finding?.arguments["evidence"] ?? ""). \(remedy) The code was not used yet.")
        }
        let contexts = session.rootDSE.namingContexts
        await session.close()
        let base = configuration.directory.settings.base
        let holding = contexts.filter { context in
            (try? DistinguishedName(parsing: context)).map { base.isWithin($0) } ?? false
        }
        guard let suffix = holding.max(by: { $0.count < $1.count }) else {
            throw EnrolmentFailure(
                "directory.users.base \(base) lies in none of the server's suffixes (\(contexts.joined(separator: "; "))); correct it"
            )
        }
        return suffix.lowercased()
    }

    private func post(
        _ code: EnrolmentCode, name: String, suffix: String, key: P256.Signing.PrivateKey,
        sealing: [PublishedSealingKey]
    ) async throws -> EnrolmentAnswer {
        let proof = EnrolmentProof(
            aud: code.tenant, iat: Int(clock.now().timeIntervalSince1970), directory: code.directory,
            secret: code.secret.withBytes { String(decoding: $0, as: UTF8.self) }, name: name,
            version: BuildVersion.text, directoryIdentity: suffix, sealingKeys: sealing)
        let signed = try await SignedEnvelope.sign(proof, type: EnrolmentProof.type, key: key)
        let body = try WireJSON.encode(EnrolmentRequest(jwk: PublicJWK(key.publicKey), proof: signed))
        let http = try GatewayHTTP(base: configuration.cloud.url, caFile: configuration.cloud.caFile, clock: clock)
        do throws(LinkFailure) {
            let answer = try await http.send(
                .POST, "/\(code.tenant)/writeback/enrolments", headers: [("content-type", "application/json")],
                body: body)
            guard [200, 201].contains(answer.status) else { throw answer.failure }
            let decoded = try answer.decoded(as: EnrolmentAnswer.self)
            await http.shutdown()
            return decoded
        } catch {
            await http.shutdown()
            throw EnrolmentFailure(error, url: configuration.cloud.url)
        }
    }
}
