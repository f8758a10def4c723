import ArgumentParser
import Writeback

@main
struct Writebackctl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "writebackctl", abstract: "Tells what the writeback agent on this machine is doing.",
        discussion: "Exit codes: 0 ok, 1 warning, 2 critical, 3 unknown (the agent could not be asked).",
        version: BuildVersion.text,
        subcommands: [StatusCommand.self, HealthCommand.self, RequestsCommand.self, DiagnoseCommand.self])
}
