import Agent
import ArgumentParser

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Works until SIGTERM; logs to standard error.")

    @OptionGroup var file: ConfigurationOption

    func run() async throws {
        let configuration = try file.read()
        do {
            try await AgentCommands.run(configuration)
        } catch {
            throw Complaint.said("\(error)", code: 1)
        }
    }
}
