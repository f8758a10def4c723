import Testing

@testable import AgentControl

@Suite struct TableTests {
    @Test func koreanTakesTwoColumns() {
        #expect(DisplayWidth.of("abc") == 3)
        #expect(DisplayWidth.of("비밀번호") == 8)
        #expect(DisplayWidth.of("🙂") == 2)
        #expect(DisplayWidth.cut("비밀번호", to: 5) == "비밀…")
        #expect(DisplayWidth.cut("abc", to: 3) == "abc")
    }

    @Test func aTableFitsEightyColumns() {
        var table = TextTable(["TIME", "USER", "OUTCOME"])
        table.add(["2026-11-21T04:00:00.000Z", String(repeating: "김", count: 60) + "@example.org", "written"])
        table.add(["2026-11-21T04:00:00.000Z", "kim@example.org", "directoryMisconfigured"])
        let lines = table.lines()
        #expect(lines.count == 3)
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= 80 })
        #expect(lines[1].hasSuffix("written"))
    }

    @Test func whatAServerSaysCannotMoveTheCursor() {
        var table = TextTable(["A"])
        table.add(["x\u{1B}[2Jy\nz"])
        #expect(table.lines()[1] == "x [2Jy z")
    }

    @Test func sentencesAreBroken() {
        let lines = WrappedText.lines("one two three four", width: 12, indent: 2)
        #expect(lines == ["  one two", "  three four"])
    }
}
