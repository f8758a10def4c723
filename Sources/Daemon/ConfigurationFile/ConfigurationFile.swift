import Foundation
import Yams

/// A YAML file on its way to becoming one immutable value.
package enum ConfigurationFile {
    /// Reads the file's text.
    ///
    /// - Throws: `ConfigurationProblem`.
    package static func text(_ path: String) throws(ConfigurationProblem) -> String {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            let error = error as NSError
            let reason = error.code == NSFileReadNoSuchFileError ? "no such file" : error.localizedDescription
            throw ConfigurationProblem(
                file: path, line: nil, problem: "cannot be read; name another with --config: \(reason)")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw ConfigurationProblem(file: path, line: nil, problem: "is not UTF-8")
        }
        return text
    }

    /// The outermost section. `file` is named in complaints, and relative paths start at its folder.
    ///
    /// - Throws: `ConfigurationProblem`.
    package static func root(
        of text: String, file: String, known: [String], later: [String] = []
    ) throws(ConfigurationProblem) -> ConfigurationSection {
        try ConfigurationSection(
            try compose(text, file: file), name: "", file: file, line: nil, known: known, later: later)
    }

    private static func compose(_ text: String, file: String) throws(ConfigurationProblem) -> Node {
        do {
            guard let node = try Yams.compose(yaml: text) else {
                throw ConfigurationProblem(file: file, line: nil, problem: "is empty")
            }
            return node
        } catch let problem as ConfigurationProblem {
            throw problem
        } catch let error as YamlError {
            throw ConfigurationProblem(file: file, line: error.line, problem: "is not YAML: \(error.words)")
        } catch {
            throw ConfigurationProblem(file: file, line: nil, problem: "is not YAML: \(error)")
        }
    }
}

extension YamlError {
    /// The line that the library names, counted from 1.
    fileprivate var line: Int? {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        case .duplicatedKeysInMapping(_, let context): context.mark.line
        default: nil
        }
    }

    /// What it says, without the excerpt: an excerpt could show a value that does not belong into a log.
    fileprivate var words: String {
        switch self {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
        case .duplicatedKeysInMapping(let duplicates, _):
            "the key \"\(duplicates.map(String.init(describing:)).joined(separator: "\", \""))\" occurs twice"
        default: "it cannot be parsed"
        }
    }
}
