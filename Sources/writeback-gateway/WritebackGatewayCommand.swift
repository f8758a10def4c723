import ArgumentParser
import Daemon
import Gateway
import Writeback

/// The door: names the commands, nothing else.
@main
struct WritebackGatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "writeback-gateway",
        abstract: "The cloud side of Writeback: serves resets, and keeps tenants, applications, agents and users.",
        version: BuildVersion.text,
        subcommands: [
            Serve.self, Check.self, TenantCommand.self, DirectoryCommand.self, ApplicationCommand.self,
            CredentialCommand.self, AgentCommand.self, UserCommand.self,
        ])

    static func main() async {
        MemoryProtection.apply()
        await main(nil)
    }
}
