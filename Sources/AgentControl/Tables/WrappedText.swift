/// Breaks a sentence into lines between words.
public enum WrappedText {
    /// The lines, each indented, none wider than `width` unless a single word is.
    public static func lines(_ text: String, width: Int = 80, indent: Int) -> [String] {
        let space = String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = ""
        for word in text.split(whereSeparator: \.isWhitespace) {
            if line.isEmpty {
                line = String(word)
            } else if indent + DisplayWidth.of(line) + 1 + DisplayWidth.of(word) <= width {
                line += " \(word)"
            } else {
                lines.append(space + line)
                line = String(word)
            }
        }
        if !line.isEmpty { lines.append(space + line) }
        return lines
    }
}
