import Foundation
import GRDB
import Hummingbird
import Logging
import Secrets
import Writeback

/// `POST /{tenant}/writeback/enrolments`: an agent with a code becomes known.
struct EnrolmentDoor: Sendable {
    let store: Store
    let keys: SigningKeys
    let time: any Timekeeper

    /// How far the agent's clock may be off, in seconds, before its proof is refused.
    static let skew = 300

    func respond(_ request: Request, _ context: DoorContext) async throws -> Response {
        let tenant = try context.parameter("tenant")
        let posted = try await BodyReading.json(EnrolmentRequest.self, of: request)
        let proof = try await proof(of: posted, tenant: tenant)
        let answer = try await enrol(proof, jwk: PublicJWK(checked: posted.jwk), tenant: tenant)
        context.logger.info(
            "an agent was enrolled",
            metadata: ["agent.id": "\(answer.agentID)", "tenant.id": "\(tenant)", "directory.id": "\(proof.directory)"])
        return try JSONAnswer.make(answer, status: .created, headers: JSONAnswer.uncached)
    }

    private func proof(of posted: EnrolmentRequest, tenant: String) async throws -> EnrolmentProof {
        let proof: EnrolmentProof
        do {
            proof = try await SignedEnvelope.open(
                posted.proof, as: EnrolmentProof.self, typ: EnrolmentProof.type, trusting: [posted.jwk])
        } catch {
            throw refusal(
                "enrolmentProofInvalid", "the proof is not signed by the key beside it; run the enrolment again")
        }
        guard proof.aud == tenant else {
            throw refusal(
                "enrolmentProofInvalid", "the proof is meant for another tenant; use the code as it was printed")
        }
        guard abs(proof.iat - Int(time.now.timeIntervalSince1970)) <= Self.skew else {
            throw refusal(
                "enrolmentProofStale", "the proof's time is off by more than 5 minutes; set the agent's clock")
        }
        guard !proof.sealingKeys.isEmpty, proof.sealingKeys.allSatisfy(\.isConsistent) else {
            throw GraphError.badRequest(
                "sealingKeys has to hold at least one key, each with the id that follows from it")
        }
        guard !proof.directoryIdentity.isEmpty else {
            throw GraphError.badRequest("directoryIdentity has to name the directory's suffix or domain")
        }
        return proof
    }

    private func enrol(_ proof: EnrolmentProof, jwk: PublicJWK, tenant: String) async throws -> EnrolmentAnswer {
        let hash = EnrolmentCode.storedHash(of: Password(copying: proof.secret.utf8))
        let now = time.now
        let agent = try await store.write { database -> AgentRecord in
            let code = try EnrolmentCodes.find(hash: hash, in: database)
            let directory = try Tenants.directory(proof.directory, of: tenant, in: database)
            let decision = EnrolmentDecision.make(
                code: code, tenant: tenant, directory: proof.directory, keyThumbprint: jwk.thumbprint,
                identity: proof.directoryIdentity.lowercased(), pinnedIdentity: directory?.identity, now: now)
            switch decision {
            case .enrol:
                return try Self.insert(proof, jwk: jwk, tenant: tenant, hash: hash, now: now, in: database)
            case .repeatAnswer(let id):
                guard let agent = try Agents.find(id, in: database) else { throw GraphError.internalError }
                return agent
            case .refuse(let code, let message):
                throw GraphError(status: .forbidden, code: code, message: message)
            case .otherIdentity(let pinned):
                throw GraphError(
                    status: .conflict, code: "directoryIdentityDiffers",
                    message: "this directory is \(pinned), the agent's server has \(proof.directoryIdentity); "
                        + "enrol with a code for its own directory: writeback-gateway directory create")
            }
        }
        return EnrolmentAnswer(
            agentID: agent.id, clientID: agent.clientID, requestSigningKeys: PublicJWKSet(keys: [keys.requestJWK]),
            requestsQueue: QueueName.requests, statusQueue: QueueName.status)
    }

    private static func insert(
        _ proof: EnrolmentProof, jwk: PublicJWK, tenant: String, hash: String, now: Date, in database: Database
    ) throws -> AgentRecord {
        let application = ApplicationRecord(
            clientID: Identifier.make(), objectID: Identifier.make(), tenant: tenant,
            displayName: "Agent \(proof.name)",
            roles: [ApplicationRole.agent.rawValue], createdAt: now)
        try application.insert(database)
        try CredentialRecord(
            keyID: Identifier.make(), clientID: application.clientID, kind: .jwk, displayName: "identity key",
            hint: nil,
            material: String(decoding: try WireJSON.encode(jwk), as: UTF8.self), startsAt: now,
            endsAt: now.addingTimeInterval(100 * 365 * 86400)
        ).insert(database)
        let agent = AgentRecord(
            id: Identifier.make(), tenant: tenant, directory: proof.directory, clientID: application.clientID,
            name: String(proof.name.prefix(128)), version: String(proof.version.prefix(32)), jwk: jwk, enrolledAt: now)
        try agent.insert(database)
        try Agents.replaceSealingKeys(of: agent.id, by: proof.sealingKeys, in: database)
        try EnrolmentCodes.use(hash: hash, agent: agent.id, now: now, in: database)
        try database.execute(
            sql: "UPDATE directories SET identity = ? WHERE id = ? AND identity IS NULL",
            arguments: [proof.directoryIdentity.lowercased(), proof.directory])
        return agent
    }

    private func refusal(_ code: String, _ message: String) -> GraphError {
        GraphError(status: .forbidden, code: code, message: message)
    }
}

extension PublicJWK {
    /// Only the members that make the key, under the id that follows from them.
    ///
    /// - Throws: `GraphError` 400 if they are no point on P-256.
    init(checked jwk: PublicJWK) throws(GraphError) {
        guard let key = jwk.key else { throw .badRequest("jwk has to be a P-256 public key") }
        self.init(key)
    }
}
