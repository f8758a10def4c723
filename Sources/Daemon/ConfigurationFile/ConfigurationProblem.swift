/// What is wrong with a configuration file: where, and what to do.
package struct ConfigurationProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file.
    package let file: String
    /// The line, counted from 1; `nil` when the whole file is meant.
    package let line: Int?
    /// One sentence with the remedy.
    package let problem: String

    /// Names the place and the remedy.
    package init(file: String, line: Int?, problem: String) {
        self.file = file
        self.line = line
        self.problem = problem
    }

    /// `FILE:LINE: problem`, as compilers write it, so that editors can jump there.
    package var description: String { "\(file):\(line.map { "\($0):" } ?? "") \(problem)" }
}
