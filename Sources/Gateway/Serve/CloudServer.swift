import Daemon
import Foundation
import Hummingbird
import HummingbirdTLS
import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

/// The running gateway: HTTPS, and what runs beside it.
package struct CloudServer: Sendable {
    let wiring: Wiring
    private let portFile: String?
    private let onListening: @Sendable (Int) -> Void

    /// How long a connection may do nothing, in seconds. A poll that is being answered is not idle.
    private static let idleSeconds: Int64 = 75
    /// How long requests may take to finish after SIGTERM, in seconds.
    private static let drainSeconds: Int64 = 10

    /// Reads keys, certificate and store. `onListening` is told the port.
    package init(
        configuration: GatewayConfiguration, time: any Timekeeper = SystemTime(), logger: Logger,
        portFile: String? = nil, onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws {
        let identity = try ServerIdentity(listen: configuration.listen)
        wiring = Wiring(
            configuration: configuration, store: try Store(path: configuration.storePath),
            keys: try SigningKeys(directory: configuration.keysDirectory),
            addresses: Addresses(certificate: identity.leaf, listen: configuration.listen), time: time, logger: logger)
        self.portFile = portFile
        self.onListening = onListening
    }

    /// Serves until `signals` arrive or the task is shut down gracefully.
    package func run(signals: [UnixSignal] = [.sigterm, .sigint]) async throws {
        try await group(signals: signals).run()
        ServiceNotifier.tell(ServiceNotifier.stopping)
    }

    /// The server and its services, for whoever wants to stop them by hand.
    package func group(signals: [UnixSignal]) throws -> ServiceGroup {
        let identity = try ServerIdentity(listen: wiring.configuration.listen)
        let application = Application(
            responder: Frontage(inner: wiring.router().buildResponder(), time: wiring.time),
            server: try .tls(
                .http1(
                    configuration: .init(
                        idleTimeout: .seconds(Self.idleSeconds),
                        httpDecoderConfiguration: .init(
                            maxHeaderFieldSize: 16 * 1024, maxHeaderListSize: 64 * 1024, maxHeaderFieldCount: 100))),
                tlsConfiguration: identity.tls),
            configuration: .init(
                address: .hostname(wiring.configuration.listen.address, port: wiring.configuration.listen.port)),
            onServerRunning: { channel in await announce(channel) }, logger: wiring.logger)
        var configuration = ServiceGroupConfiguration(
            // Stopped in reverse: first nobody comes in any more, then the rest.
            services: wiring.services + [application], gracefulShutdownSignals: signals, logger: wiring.logger)
        configuration.maximumGracefulShutdownDuration = .seconds(Self.drainSeconds)
        return ServiceGroup(configuration: configuration)
    }

    private func announce(_ channel: any Channel) async {
        let port = channel.localAddress?.port ?? wiring.configuration.listen.port
        wiring.addresses.settle(port: port)
        let url = wiring.addresses.publicURL
        do {
            // The administrator's commands have to know the URL, and may not be able to derive it.
            try await wiring.store.write { try Tenants.announce("publicURL", url, in: $0) }
            if let portFile { try Data("\(port)\n".utf8).write(to: URL(fileURLWithPath: portFile), options: .atomic) }
        } catch {
            wiring.logger.error("the port could not be announced", metadata: ["error": "\(error)"])
        }
        wiring.logger.notice(
            "the gateway is listening",
            metadata: [
                "address": "\(wiring.configuration.listen.address)", "port": "\(port)", "url": "\(url)",
            ])
        ServiceNotifier.tell(ServiceNotifier.ready)
        onListening(port)
    }
}
