import Writeback

/// What the writer needs of the cloud while it holds a lease.
protocol WriterCloud: Sendable {
    /// When it returns, the gateway has stored the declaration.
    func renew(_ delivery: Delivery, declaring declaration: Declaration?) async throws(LinkFailure)
    func giveBack(_ delivery: Delivery) async throws(LinkFailure)
}

extension GatewayLink: WriterCloud {}
