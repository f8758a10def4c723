import Agent
import AgentControl
import ArgumentParser
import Foundation
import Writeback

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Examines the installation, whether the agent runs or not.",
        discussion: "Exit codes: 0 ok, 1 warning, 2 critical, 3 unknown.")

    @Argument(help: "blade, cloud, directory, user UPN, request ID, or all.") var target: [String] = ["all"]
    @OptionGroup var file: ConfigurationOption
    @Option(help: "table or json.") var output: OutputForm = .table
    @Option(help: "en or ko; else as configured, else from the environment.") var language: Language?

    func run() async throws {
        guard let asked = DiagnoseTarget(words: target) else {
            throw ValidationError("unknown target; known: blade, cloud, directory, user UPN, request ID, all")
        }
        var language = language ?? .ofEnvironment
        let report: CheckReport
        do {
            let configuration = try AgentConfiguration.read(file.path)
            language = self.language ?? configuration.spokenLanguage ?? language
            report = await AgentCommands.check(configuration, asked, in: language) { _ in }
        } catch {
            report = AgentCommands.report(error, in: language)
        }
        switch output {
        case .json: print(String(decoding: try WireJSON.encode(report), as: UTF8.self))
        case .table: report.lines.forEach { print($0) }
        }
        throw ExitCode(report.severity.rawValue)
    }
}

enum OutputForm: String, ExpressibleByArgument, CaseIterable { case table, json }

extension Language: ExpressibleByArgument {}
