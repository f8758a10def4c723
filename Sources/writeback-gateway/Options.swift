import ArgumentParser
import Foundation
import Gateway
import Glibc
import Writeback

/// What every command takes.
struct ConfigurationOption: ParsableArguments {
    @Option(help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config = "/etc/writeback/gateway.yaml"

    /// Reads the file; what is wrong with it ends the program with its own exit code.
    func load() throws -> GatewayConfiguration {
        do {
            return try GatewayConfiguration.load(path: config)
        } catch {
            throw Stop.because("\(error)", code: EX_CONFIG)
        }
    }
}

/// How results are printed.
enum OutputForm: String, ExpressibleByArgument, CaseIterable {
    case table, json
}

/// On and off.
enum Switch: String, ExpressibleByArgument, CaseIterable {
    case on, off
}

/// What commands on the store take.
struct StoreOptions: ParsableArguments {
    @OptionGroup var configuration: ConfigurationOption

    @Option(help: "table for people, json for programs.")
    var output: OutputForm = .table

    /// Runs `body` on the store; failures become one sentence and an exit code.
    func withAdministration<Result>(_ body: (Administration) async throws -> Result) async throws -> Result {
        let configuration = try configuration.load()
        do {
            return try await body(try Administration(configuration: configuration))
        } catch {
            throw Stop.because("\(error)", code: EXIT_FAILURE)
        }
    }

    /// Prints one result.
    func show<Result: CommandResult>(_ result: Result) throws {
        switch output {
        case .json: try Printed.json(result)
        case .table: Printed.table(Result.columns, [result.cells])
        }
    }

    /// Prints many results.
    func show<Result: CommandResult>(_ results: [Result]) throws {
        switch output {
        case .json: try Printed.json(results)
        case .table: Printed.table(Result.columns, results.map(\.cells))
        }
    }
}

/// The end of a command that could not be carried out.
enum Stop {
    /// Says why on standard error; what comes back ends the program with `code`.
    static func because(_ reason: String, code: Int32) -> ExitCode {
        try? FileHandle.standardError.write(contentsOf: Data("error: \(reason)\n".utf8))
        return ExitCode(code)
    }
}

/// Standard output.
enum Printed {
    static func json(_ value: some Encodable) throws {
        try line(String(decoding: try WireJSON.encode(value), as: UTF8.self))
    }

    /// Columns as wide as their widest cell.
    static func table(_ columns: [String], _ rows: [[String]]) {
        let all = [columns] + rows
        let widths = columns.indices.map { index in all.map { $0[index].count }.max() ?? 0 }
        for row in all {
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            try? line(cells.joined(separator: "  ").replacing(#/\s+$/#, with: ""))
        }
    }

    /// Written at once: standard output is buffered by blocks when it is a pipe.
    static func line(_ text: String) throws { try FileHandle.standardOutput.write(contentsOf: Data("\(text)\n".utf8)) }
}
