import AgentControl
import ArgumentParser

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Whether passwords can be written, and if not, why.")
    @OptionGroup var options: ControlOptions

    func run() async throws {
        throw try await options.ask(
            { client throws(ControlFailure) in try await client.status() }, lines: \.lines, severity: \.severity)
    }
}

struct HealthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health", abstract: "Everything that the agent observes and reports.")
    @OptionGroup var options: ControlOptions

    func run() async throws {
        throw try await options.ask(
            { client throws(ControlFailure) in try await client.health() }, lines: \.lines, severity: \.severity)
    }
}

struct RequestsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "requests", abstract: "The last requests, the newest first.")
    @OptionGroup var options: ControlOptions
    @Option(help: "How many.") var limit = 20

    func run() async throws {
        throw try await options.ask(
            { client throws(ControlFailure) in try await client.requests(limit: limit) }, lines: \.lines,
            severity: { _ in .ok })
    }
}

struct DiagnoseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diagnose", abstract: "Examines now, step by step; a refused password is tried once more.")
    @Argument(help: "blade, cloud, directory, user UPN, request ID, or all.") var target: [String] = ["all"]
    @OptionGroup var options: ControlOptions

    func run() async throws {
        guard let asked = DiagnoseTarget(words: target) else {
            throw ValidationError("unknown target; known: blade, cloud, directory, user UPN, request ID, all")
        }
        throw try await options.ask(
            { client throws(ControlFailure) in try await client.diagnose(asked) { _ in } }, lines: \.lines,
            severity: \.severity)
    }
}
