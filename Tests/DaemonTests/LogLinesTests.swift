import Daemon
import Foundation
import Logging
import Synchronization
import Testing

@Suite struct LogLinesTests {
    private final class Sink: Sendable {
        let lines = Mutex<[String]>([])
    }

    private func lines(_ format: LogFormat, _ log: (Logger) -> Void) -> [String] {
        let sink = Sink()
        log(
            Logger(label: "test") { label in
                LogLines(label: label, format: format, level: .info) { line in sink.lines.withLock { $0.append(line) } }
            })
        return sink.lines.withLock { $0 }
    }

    @Test func aLineOfTextCannotBeForgedByAValue() throws {
        let lines = lines(.text) { $0.info("a request ended", metadata: ["name": "a b\nx=1", "plain": "value"]) }
        #expect(lines.count == 1)
        let line = try #require(lines.first)
        #expect(line.hasSuffix("Z info a request ended name=\"a b\\nx=1\" plain=value\n"))
        #expect(line.filter { $0 == "\n" }.count == 1)
    }

    @Test func aLineOfJSONIsOneObject() throws {
        let lines = lines(.json) { $0.warning("condition began", metadata: ["condition": "x"]) }
        let object = try JSONSerialization.jsonObject(with: Data(try #require(lines.first).utf8)) as? [String: String]
        #expect(object?["message"] == "condition began")
        #expect(object?["level"] == "warning")
        #expect(object?["condition"] == "x")
        #expect(object?["time"]?.hasSuffix("Z") == true)
    }

    @Test func whatIsBelowTheLevelIsNotWritten() {
        #expect(lines(.text) { $0.debug("not this") }.isEmpty)
    }
}
