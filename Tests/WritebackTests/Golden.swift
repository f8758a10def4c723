import Foundation
import Testing

/// Compares bytes with a file in `Golden/`. With `WRITEBACK_RECORD_GOLDEN=1` in the environment a missing file is written,
/// and the test fails all the same, so that nobody records by accident.
enum Golden {
    static func data(_ name: String) throws -> Data {
        try Data(contentsOf: url("Golden", name))
    }

    static func vector(_ name: String) throws -> Data {
        try Data(contentsOf: url("Vectors", name))
    }

    static func expect(_ data: Data, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        guard let golden = try? self.data(name) else {
            if ProcessInfo.processInfo.environment["WRITEBACK_RECORD_GOLDEN"] == "1" {
                let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                try data.write(to: source.appendingPathComponent("Golden/\(name)"))
            }
            Issue.record("there is no golden file \(name)", sourceLocation: sourceLocation)
            return
        }
        #expect(
            String(decoding: data, as: UTF8.self) == String(decoding: golden, as: UTF8.self),
            "the bytes on the wire changed: \(name)", sourceLocation: sourceLocation)
    }

    private static func url(_ folder: String, _ name: String) -> URL {
        Bundle.module.bundleURL.appendingPathComponent(folder).appendingPathComponent(name)
    }
}
