import Agent
import ArgumentParser
import Foundation
import Secrets

struct EnrolCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrol", abstract: "Makes this machine an agent of a directory, with a code of the gateway.",
        discussion: """
            The code is read from --code-file, else from standard input; it is never an argument, since others see those.
            Make one with: writeback-gateway agent code
            """)

    @OptionGroup var file: ConfigurationOption
    @Option(help: "The file that holds the code.") var codeFile: String?
    @Option(help: "A name for tables; the machine's unless given.") var name: String?
    @Flag(help: "Set an earlier enrolment aside, and enrol anew.") var again = false

    func run() async throws {
        let configuration = try file.read()
        do {
            let code = try readCode()
            for line in try await AgentCommands.enrol(configuration, code: code, name: name, again: again) {
                print(line)
            }
        } catch let complaint as ExitCode {
            throw complaint
        } catch {
            throw Complaint.said("\(error)", code: 1)
        }
    }

    private func readCode() throws -> Password {
        if let codeFile {
            guard var content = FileManager.default.contents(atPath: codeFile).map(Array.init) else {
                throw Complaint.said("cannot read \(codeFile): \(String(cString: strerror(errno)))", code: 1)
            }
            return Password(consuming: &content)
        }
        let isTerminal = isatty(STDIN_FILENO) == 1
        if isTerminal { FileHandle.standardError.write(Data("enrolment code: ".utf8)) }
        var before = termios()
        tcgetattr(STDIN_FILENO, &before)
        if isTerminal {
            var silent = before
            silent.c_lflag &= ~tcflag_t(ECHO)
            tcsetattr(STDIN_FILENO, TCSANOW, &silent)
        }
        defer {
            if isTerminal {
                tcsetattr(STDIN_FILENO, TCSANOW, &before)
                FileHandle.standardError.write(Data("\n".utf8))
            }
        }
        guard let line = readLine(), !line.isEmpty else {
            throw Complaint.said(
                "no enrolment code on standard input; make one with: writeback-gateway agent code", code: 1)
        }
        return Password(copying: Array(line.utf8))
    }
}
