import ArgumentParser
import Gateway

/// `writeback-gateway agent`
struct AgentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent", abstract: "The agents next to the directory servers.",
        subcommands: [Code.self, List.self, Revoke.self])

    struct Code: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a code with which one agent can be enrolled, once, within an hour.")

        @OptionGroup var options: StoreOptions
        @OptionGroup var which: TenantOption
        @Option(help: "The directory's id; may be left out while the tenant has only one.") var directory: String?

        func run() async throws {
            let result = try await options.withAdministration {
                try await $0.enrolmentCode(tenant: which.tenant, directory: directory)
            }
            switch options.output {
            case .json: try Printed.json(result)
            case .table: try Printed.line(result.code)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show the agents.")

        @OptionGroup var options: StoreOptions
        @OptionGroup var which: TenantOption

        func run() async throws {
            try options.show(try await options.withAdministration { try await $0.agents(tenant: which.tenant) })
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shut an agent out, for good.")

        @OptionGroup var options: StoreOptions
        @Option(help: "The agent's id.") var agent: String

        func run() async throws {
            try options.show(try await options.withAdministration { try await $0.revokeAgent(agent) })
        }
    }
}
