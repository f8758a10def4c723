import Foundation
import Yams

/// One mapping of the file, read key by key; every complaint knows its line.
///
/// The keys are checked when the section is made: unknown ones are errors, and those of later versions are refused by
/// name, so that nothing that an administrator wrote is silently ignored.
package struct ConfigurationSection {
    let name: String
    /// The file.
    package let file: String
    private let line: Int?
    private let values: [String: Node]
    private let lines: [String: Int]

    /// Takes a mapping apart.
    package init(
        _ node: Node?, name: String, file: String, line: Int?, known: [String], later: [String] = []
    ) throws(ConfigurationProblem) {
        self.name = name
        self.file = file
        self.line = node?.mark?.line ?? line
        var values: [String: Node] = [:]
        var lines: [String: Int] = [:]
        if let node, node.null == nil {
            guard let mapping = node.mapping else {
                throw ConfigurationProblem(
                    file: file, line: node.mark?.line, problem: "\(name.isEmpty ? "the file" : name) must be a mapping")
            }
            for (keyNode, value) in mapping {
                let key = keyNode.string ?? ""
                let path = name.isEmpty ? key : "\(name).\(key)"
                if later.contains(key) {
                    throw ConfigurationProblem(
                        file: file, line: keyNode.mark?.line,
                        problem: "\(path) is not supported by this version; remove it")
                }
                guard known.contains(key) else {
                    let hint = NearestKey.of(key, among: known).map { "; did you mean \"\($0)\"?" }
                    throw ConfigurationProblem(
                        file: file, line: keyNode.mark?.line,
                        problem: "unknown key \"\(path)\"\(hint ?? "; known here: \(known.joined(separator: ", "))")")
                }
                values[key] = value
                lines[key] = keyNode.mark?.line
            }
        }
        self.values = values
        self.lines = lines
    }

    /// A complaint about a key of this section.
    package func problem(_ key: String, _ text: String) -> ConfigurationProblem {
        ConfigurationProblem(file: file, line: lines[key] ?? line, problem: "\(path(key)): \(text)")
    }

    /// Whether the key is there, with a value.
    package func has(_ key: String) -> Bool { values[key].map { $0.null == nil } ?? false }

    /// The section under a key; an absent one is empty.
    package func section(_ key: String, known: [String], later: [String] = []) throws(ConfigurationProblem)
        -> ConfigurationSection
    {
        try ConfigurationSection(
            values[key], name: path(key), file: file, line: lines[key] ?? line, known: known, later: later)
    }

    /// The text under a key; `nil` if it is absent.
    package func text(_ key: String) throws(ConfigurationProblem) -> String? {
        guard let node = values[key], node.null == nil else { return nil }
        guard case .scalar(let scalar) = node, !scalar.string.isEmpty else { throw problem(key, "must be a text") }
        return scalar.string
    }

    /// The text under a key, which has to be there.
    package func requiredText(_ key: String) throws(ConfigurationProblem) -> String {
        guard let text = try text(key) else {
            throw ConfigurationProblem(
                file: file, line: line, problem: "the key \"\(path(key))\" is missing; it must be set")
        }
        return text
    }

    /// The list of texts under a key; empty if it is absent.
    package func texts(_ key: String) throws(ConfigurationProblem) -> [String] {
        guard let node = values[key], node.null == nil else { return [] }
        guard case .sequence(let sequence) = node else { throw problem(key, "must be a list") }
        var texts: [String] = []
        for item in sequence {
            guard case .scalar(let scalar) = item, !scalar.string.isEmpty else {
                throw ConfigurationProblem(
                    file: file, line: item.mark?.line, problem: "\(path(key)): each item must be a text")
            }
            texts.append(scalar.string)
        }
        return texts
    }

    /// A path that has to be there; see `filePath`.
    package func requiredFilePath(_ key: String) throws(ConfigurationProblem) -> String {
        _ = try requiredText(key)
        return try filePath(key) ?? ""
    }

    /// A path; relative ones start at the folder of the configuration file.
    package func filePath(_ key: String) throws(ConfigurationProblem) -> String? {
        guard let text = try text(key) else { return nil }
        if text.hasPrefix("/") { return text }
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        return folder.appendingPathComponent(text).standardizedFileURL.path
    }

    /// Yes or no.
    package func flag(_ key: String, default standard: Bool) throws(ConfigurationProblem) -> Bool {
        guard let node = values[key], node.null == nil else { return standard }
        guard let flag = node.bool else { throw problem(key, "must be true or false") }
        return flag
    }

    /// A whole number.
    package func number(_ key: String, default standard: Int, in range: ClosedRange<Int>) throws(ConfigurationProblem)
        -> Int
    {
        guard let node = values[key], node.null == nil else { return standard }
        guard let number = node.int, range.contains(number) else {
            throw problem(key, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A whole number, which has to be there.
    package func requiredNumber(_ key: String, in range: ClosedRange<Int>) throws(ConfigurationProblem) -> Int {
        _ = try requiredText(key)
        return try number(key, default: range.lowerBound, in: range)
    }

    /// A length of time.
    package func duration(
        _ key: String, default standard: Duration, in range: ClosedRange<Duration>
    ) throws(ConfigurationProblem) -> Duration {
        guard let text = try text(key) else { return standard }
        guard let duration = DurationText.duration(text) else { throw problem(key, "must be \(DurationText.example)") }
        guard range.contains(duration) else {
            throw problem(
                key,
                "must lie between \(range.lowerBound.components.seconds) s and \(range.upperBound.components.seconds) s"
            )
        }
        return duration
    }

    /// One word of a closed list.
    package func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String, default standard: Choice
    ) throws(ConfigurationProblem) -> Choice {
        guard let text = try text(key) else { return standard }
        guard let choice = Choice(rawValue: text) else {
            let words = Choice.allCases.map(\.rawValue)
            let hint = NearestKey.of(text, among: words).map { "; did you mean \"\($0)\"?" } ?? ""
            throw problem(key, "must be one of \(words.joined(separator: ", "))\(hint)")
        }
        return choice
    }

    private func path(_ key: String) -> String { name.isEmpty ? key : "\(name).\(key)" }
}
