/// A table for people, never wider than a terminal.
public struct TextTable: Sendable {
    private let header: [String]
    /// The column that is never cut, since it is typed again elsewhere.
    private let whole: Int?
    private var rows: [[String]] = []

    /// A table with these columns; the one called `whole` is never cut, since people copy it.
    public init(_ header: [String], whole: String? = nil) {
        self.header = header
        self.whole = whole.flatMap(header.firstIndex)
    }

    /// Adds a line.
    public mutating func add(_ row: [String]) { rows.append(row.map(Self.oneLine)) }

    /// The table's lines. When it is too wide, the widest columns are cut until it fits.
    public func lines(width: Int = 80) -> [String] {
        let all = [header] + rows
        var widths = header.indices.map { column in
            all.map { $0.indices.contains(column) ? DisplayWidth.of($0[column]) : 0 }.max() ?? 0
        }
        let gaps = 2 * max(0, header.count - 1)
        while widths.reduce(gaps, +) > width,
            let column = widths.indices.filter({ $0 != whole }).max(by: { widths[$0] < widths[$1] }), widths[column] > 4
        {
            widths[column] -= 1
        }
        return all.map { row in
            var line = ""
            for (column, width) in widths.enumerated() {
                let cell = row.indices.contains(column) ? row[column] : ""
                let isLast = column == widths.count - 1
                let text = DisplayWidth.cut(cell, to: width)
                line += isLast ? text : DisplayWidth.pad(text, to: width) + "  "
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    /// A server's words must not move the cursor.
    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F } ? $0 : " " })
    }
}
