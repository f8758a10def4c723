import AgentControl
import ArgumentParser
import Foundation
import Writeback

struct ControlOptions: ParsableArguments {
    @Option(help: "The agent's socket.") var socket = ControlSocket.standardPath
    @Option(help: "table or json.") var output: OutputForm = .table
    @Option(help: "en or ko; from the environment unless given.") var language: Language?

    /// Asks, prints, and ends with the exit code that the answer deserves.
    func ask<Answer: Encodable & Sendable>(
        _ question: (ControlClient) async throws(ControlFailure) -> Answer, lines: (Answer) -> [String],
        severity: (Answer) -> MonitoringState
    ) async throws -> ExitCode {
        let client = ControlClient(socket: socket, language: language ?? .ofEnvironment)
        let answer: Answer
        do {
            answer = try await question(client)
            await client.shutdown()
        } catch {
            await client.shutdown()
            FileHandle.standardError.write(Data("error: \(error)\n".utf8))
            return ExitCode(MonitoringState.unknown.rawValue)
        }
        switch output {
        case .json: print(String(decoding: try WireJSON.encode(answer), as: UTF8.self))
        case .table: lines(answer).forEach { print($0) }
        }
        return ExitCode(severity(answer).rawValue)
    }
}

enum OutputForm: String, ExpressibleByArgument, CaseIterable { case table, json }

extension Language: ExpressibleByArgument {}
