import Daemon
import Foundation
import Testing

@Suite struct ConfigurationFileTests {
    private func complaint(_ text: String, reading: (ConfigurationSection) throws -> Void = { _ in }) -> String? {
        do {
            try reading(
                try ConfigurationFile.root(
                    of: text, file: "/etc/w/x.yaml", known: ["name", "count", "wait", "list", "section"],
                    later: ["metrics"]))
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: [
        ("40s", Duration.seconds(40)), ("10m", .seconds(600)), ("1h30m", .seconds(5400)), ("500ms", .milliseconds(500)),
        ("1d", .seconds(86400)),
    ])
    func durations(text: String, duration: Duration) { #expect(DurationText.duration(text) == duration) }

    @Test(arguments: ["", "s", "10", "10x", "-3s", "1.5h", "ten m", "5s ", "9999999999999999999s"])
    func notDurations(text: String) { #expect(DurationText.duration(text) == nil) }

    @Test func whatNobodyReadsIsAnErrorThatNamesTheLine() {
        #expect(complaint("name: a\ncuont: 1") == #"/etc/w/x.yaml:2: unknown key "cuont"; did you mean "count"?"#)
        #expect(
            complaint("name: a\nmetrics: {}") == "/etc/w/x.yaml:2: metrics is not supported by this version; remove it")
        #expect(complaint("zebra: 1")?.hasSuffix("known here: name, count, wait, list, section") == true)
    }

    @Test func brokenYAMLNamesTheLineAndShowsNoValue() {
        let text = "name: a\nsecret: [hunter2"
        #expect(complaint(text)?.hasPrefix("/etc/w/x.yaml:") == true)
        #expect(complaint(text)?.contains("hunter2") == false)
        #expect(complaint("name: a\nname: b")?.contains(#"the key "name" occurs twice"#) == true)
        #expect(complaint("") == "/etc/w/x.yaml: is empty")
        #expect(complaint("- a") == "/etc/w/x.yaml:1: the file must be a mapping")
    }

    @Test func valuesOfTheWrongKindNameTheirKeyAndLine() {
        #expect(
            complaint("name: a\ncount: 70000") { _ = try $0.number("count", default: 1, in: 1...9) }
                == "/etc/w/x.yaml:2: count: must be a whole number from 1 to 9")
        #expect(
            complaint("wait: soon") { _ = try $0.duration("wait", default: .zero, in: .zero ... .seconds(9)) }
                == "/etc/w/x.yaml:1: wait: must be a number and its unit, such as 500ms, 5s, 10m, 2h or 7d")
        #expect(
            complaint("wait: 1h") { _ = try $0.duration("wait", default: .zero, in: .zero ... .seconds(9)) }
                == "/etc/w/x.yaml:1: wait: must lie between 0 s and 9 s")
        #expect(complaint("list: a") { _ = try $0.texts("list") } == "/etc/w/x.yaml:1: list: must be a list")
        #expect(
            complaint("section: {}\nname: a") { _ = try $0.section("section", known: ["x"]).requiredText("x") }
                == #"/etc/w/x.yaml:1: the key "section.x" is missing; it must be set"#)
    }

    @Test func relativePathsStartAtTheFile() throws {
        let root = try ConfigurationFile.root(
            of: "name: keys/a\nlist: [x]", file: "/etc/w/x.yaml", known: ["name", "list"])
        #expect(try root.filePath("name") == "/etc/w/keys/a")
    }

    @Test func aMissingFileIsNamed() {
        let problem = #expect(throws: ConfigurationProblem.self) { try ConfigurationFile.text("/nonexistent/x.yaml") }
        #expect(problem?.description.hasPrefix("/nonexistent/x.yaml: cannot be read") == true)
    }
}
