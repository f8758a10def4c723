import Agent
import ArgumentParser
import Writeback

@main
struct Writebackd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "writebackd",
        abstract: "Writes passwords that were reset in the cloud into the directory at home.",
        version: BuildVersion.text,
        subcommands: [RunCommand.self, CheckCommand.self, EnrolCommand.self])

    static func main() async {
        AgentCommands.prepareProcess()
        await main(nil)
    }
}
