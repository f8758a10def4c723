import ArgumentParser
import Gateway
import Glibc

/// `writeback-gateway serve`
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve until SIGTERM or SIGINT.")

    @OptionGroup var options: ConfigurationOption

    @Option(help: ArgumentHelp("Write the port to this file once the gateway listens.", valueName: "file"))
    var portFile: String?

    func run() async throws {
        let configuration = try options.load()
        do {
            let server = try CloudServer(
                configuration: configuration, logger: configuration.logger, portFile: portFile)
            try await server.run()
        } catch {
            throw Stop.because("\(error)", code: EXIT_FAILURE)
        }
    }
}

/// `writeback-gateway check`
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at configuration, certificate, keys and store, and say what is wrong.")

    @OptionGroup var options: StoreOptions

    func run() async throws {
        let check = SelfCheck(configuration: try options.configuration.load())
        switch options.output {
        case .json: try Printed.json(check)
        case .table:
            Printed.table(
                ["CHECK", "STATUS", "EVIDENCE"], check.checks.map { [$0.name, $0.status.rawValue, $0.evidence] })
            if let remedy = check.verdict.remedy { try Printed.line(remedy) }
        }
        if !check.passed { throw ExitCode(2) }
    }
}
