import Daemon
import Logging
import Writeback

/// What `gateway.yaml` says, parsed once; nothing below reads the environment.
package struct GatewayConfiguration: Sendable {
    /// Where the gateway listens.
    package struct Listen: Sendable {
        /// The address.
        package var address: String
        /// The port; 0 lets the system choose.
        package var port: Int
        /// The URL that clients use, without a slash at its end; `nil` to derive it.
        package var publicURL: String?
        /// The certificate, followed by those that lead to its authority (PEM).
        package var certificateFile: String
        /// The certificate's private key (PEM).
        package var keyFile: String
    }

    /// What is fixed for every request.
    package struct Requests: Sendable {
        /// From acceptance to `exp`, in seconds.
        package var maxAge: Double
        /// How long a lease lasts, in seconds.
        package var lease: Double
    }

    /// Where the gateway listens.
    package var listen: Listen
    /// The database file.
    package var storePath: String
    /// The folder of the signing keys.
    package var keysDirectory: String
    /// What is fixed for every request.
    package var requests: Requests
    /// How long an agent may be silent before the blade says so, in seconds.
    package var silentAfter: Double
    /// The lowest level that is logged.
    package var logLevel: Logger.Level
    /// How it is logged.
    package var logFormat: LogFormat
    /// The language for clients that ask for none.
    package var language: Language
}
