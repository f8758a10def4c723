import Daemon
import Logging

extension GatewayConfiguration {
    /// A logger as the configuration wants it, on standard error.
    package var logger: Logger {
        Logger(label: "gateway") { [logFormat, logLevel] label in
            LogLines(label: label, format: logFormat, level: logLevel)
        }
    }
}
