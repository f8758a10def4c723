import Foundation
import Support
import Testing

/// Every command that README shows is run, in a topology of its own. `Tests/run` alone is not: it runs this.
@Suite struct ReadmeTests {
    @Test func everyCommandDoesWhatItSays() async throws {
        let folder = try Quickstart.folder() + "/readme"
        let blocks = try Self.blocks()
        #expect(blocks.count >= 6)
        let outputs = try await Launcher.offPool {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { _ = try? Quickstart.run(folder: folder, ["down"]) }
            // "down" stands before the installation, and ends what the installation's commands talk to.
            let isDown = { (block: String) in block.contains("Packaging/quickstart down") }
            return try (blocks.filter { !isDown($0) } + blocks.filter(isDown)).map {
                ($0, try Self.run($0, in: folder))
            }
        }
        for (block, output) in outputs {
            #expect(output.status == 0, "\(block)\n\(output.output)\(output.errors)")
        }
    }

    /// What stands between "```sh" and "```".
    private static func blocks() throws -> [String] {
        let text = try String(contentsOfFile: Quickstart.repository + "/README.md", encoding: .utf8)
        return text.components(separatedBy: "```sh\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
            .map { $0.split(separator: "\n").filter { $0 != "Tests/run" }.joined(separator: "\n") }
            .filter { !$0.isEmpty }
    }

    /// Puts this run's places where README has an administrator's, and changes nothing else.
    private static func run(_ block: String, in folder: String) throws -> Launcher.Output {
        let repository = Quickstart.repository
        // A second agent, as an administrator installs one: the same configuration, a state and a socket of its own.
        let agent = "\(folder)/installed.yaml"
        let prepare = """
            set -euo pipefail
            cd '\(folder)'
            if [ -s env ]; then
                . ./env
                PATH=$(dirname "$WRITEBACKD"):$PATH
                mkdir -p -m 700 installed
                sed -e 's|^  directory: .*/state$|  directory: \(folder)/installed|' \
                    -e 's|^  socket: .*|  socket: \(folder)/installed/control.sock|' "$AGENT_CONFIG" >'\(agent)'
            fi
            """
        let script =
            block
            .replacing(
                "Packaging/quickstart", with: "'\(repository)/Packaging/quickstart' --skip-build --dir '\(folder)'"
            )
            .replacing(".quickstart/env", with: "'\(folder)/env'")
            .replacing("/etc/writeback/gateway.yaml", with: "\"$GATEWAY_CONFIG\"")
            .replacing("writebackd run --config /etc/writeback/agent.yaml", with: runUntilReady(agent, folder))
            .replacing("/etc/writeback/agent.yaml", with: "'\(agent)'")
        return try Launcher.run("/bin/bash", ["-c", prepare + "\n" + script], accepting: Set(0...255))
    }

    /// The agent runs until it is told to stop: it is told so once it answers.
    private static func runUntilReady(_ agent: String, _ folder: String) -> String {
        """
        writebackd run --config '\(agent)' & pid=$!
        until writebackctl status --socket '\(folder)/installed/control.sock' >/dev/null 2>&1 || [ $? -le 2 ]; do
            kill -0 $pid
            sleep 0.1
        done
        kill $pid
        wait $pid
        """
    }
}
