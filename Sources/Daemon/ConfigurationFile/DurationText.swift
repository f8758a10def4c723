/// Durations as the configuration writes them: whole numbers with their units, such as `500ms`, `5s`, `10m`, `1h30m`, `7d`.
package enum DurationText {
    /// What a configuration may say, for messages.
    static let example = "a number and its unit, such as 500ms, 5s, 10m, 2h or 7d"

    private static let units: [Substring: Int64] = [
        "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000,
    ]

    /// Reads a duration; `nil` if the text is none.
    package static func duration(_ text: String) -> Duration? {
        var rest = text[...]
        var milliseconds: Int64 = 0
        repeat {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            let letters = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(letters.count)
            guard let number = Int64(digits), number <= 1_000_000_000, let unit = units[letters] else { return nil }
            milliseconds += number * unit
        } while !rest.isEmpty
        return .milliseconds(milliseconds)
    }
}
