import Agent
import ArgumentParser
import Foundation

struct ConfigurationOption: ParsableArguments {
    @Option(name: [.short, .customLong("config")], help: "The configuration file.")
    var path = "/etc/writeback/agent.yaml"

    /// Reads the file, or ends the program: 78 is EX_CONFIG of sysexits(3).
    func read() throws -> AgentConfiguration {
        do {
            return try AgentConfiguration.read(path)
        } catch {
            throw Complaint.said("\(error)", code: 78)
        }
    }
}

/// One sentence on standard error, then the exit code.
enum Complaint {
    static func said(_ words: String, code: Int32) -> ExitCode {
        FileHandle.standardError.write(Data("error: \(words)\n".utf8))
        return ExitCode(code)
    }
}
