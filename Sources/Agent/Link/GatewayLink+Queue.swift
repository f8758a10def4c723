import Foundation
import Writeback

/// The requests queue: lease, renew, return, complete.
extension GatewayLink {
    /// Waits for a message; `nil` if there was none for `patience`.
    func lease(keyIDs: [String], instance: String, patience: Duration = .seconds(60)) async throws(LinkFailure)
        -> Delivery?
    {
        let seconds = Int(patience.seconds)
        let body = try json(LeaseRequest(keyIDs: keyIDs, instance: instance))
        // Counted from before the request: after a long wait this says less than is true, and the first renewal mends
        // that.
        let asked = clock.sinceBoot()
        let answer = try await call(
            .POST, "/\(identity.record.requestsQueue)/messages/head?timeout=\(seconds)", body: body,
            limit: patience + .seconds(15), accepting: [201, 204])
        guard answer.status == 201 else { return nil }
        return try delivery(answer, asked: asked)
    }

    private func delivery(_ answer: GatewayHTTP.Answer, asked: Duration) throws(LinkFailure) -> Delivery {
        guard let lock = answer.headers.first(name: "location"),
            let text = answer.headers.first(name: "BrokerProperties")
        else { throw .notUnderstood("a lease without Location or BrokerProperties") }
        // The token must not be sent to another host than the one that gave it.
        let target = lock.hasPrefix("/") ? http.base + lock : lock
        guard target.hasPrefix(http.base + "/") else {
            throw .notUnderstood("the lock URI \(lock) is not below \(http.base)")
        }
        let properties: BrokerProperties
        var declarations: [Declaration] = []
        do {
            properties = try WireJSON.decode(BrokerProperties.self, from: Data(text.utf8))
            if let header = answer.headers.first(name: "Writeback-Declarations") {
                guard let data = Base64URL.decode(header) else {
                    throw LinkFailure.notUnderstood("Writeback-Declarations")
                }
                declarations = try WireJSON.decode([Declaration].self, from: data)
            }
        } catch {
            throw .notUnderstood("\(error)")
        }
        return Delivery(
            message: try answer.decoded(as: RequestMessage.self), properties: properties, lock: target,
            declarations: declarations, lease: HeldLease(askedAt: asked, seconds: properties.lockSeconds))
    }

    /// Renews a lease, with a declaration or without one. When it returns, the gateway has stored the declaration.
    func renew(_ delivery: Delivery, declaring declaration: Declaration? = nil) async throws(LinkFailure) {
        let body = try json(RenewRequest(declaration: declaration))
        let asked = clock.sinceBoot()
        do {
            let answer = try await call(.POST, delivery.lock, body: body, limit: .seconds(10), accepting: [200])
            let text = answer.headers.first(name: "BrokerProperties") ?? ""
            let properties = try? WireJSON.decode(BrokerProperties.self, from: Data(text.utf8))
            let seconds = properties?.lockSeconds ?? delivery.properties.lockSeconds
            await delivery.lease.renewed(askedAt: asked, seconds: seconds)
        } catch {
            if [404, 410, 403].contains(error.status) { await delivery.lease.lost() }
            throw error
        }
    }

    /// Gives the message back. A lost lease needs no giving back.
    func giveBack(_ delivery: Delivery) async throws(LinkFailure) {
        _ = try await call(.PUT, delivery.lock, limit: .seconds(10), accepting: [200, 204, 404])
    }

    /// Cleans up after an accepted report, which has removed the message already.
    func complete(_ delivery: Delivery) async throws(LinkFailure) {
        _ = try await call(.DELETE, delivery.lock, limit: .seconds(10), accepting: [200, 204, 404])
    }
}
