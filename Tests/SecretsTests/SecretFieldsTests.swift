import Foundation
import Secrets
import Testing

@Suite struct SecretFieldsTests {
    private func cut(_ body: [UInt8], _ names: Set<String> = ["newPassword"]) throws -> SecretFields {
        try body.withUnsafeBytes { bytes in try SecretFields(cutting: names, from: bytes) }
    }

    private func password(_ body: String) throws -> [UInt8]? {
        try cut(Array(body.utf8)).secrets["newPassword"]?.withBytes { Array($0) }
    }

    @Test(arguments: [
        (#"{"newPassword":"plain"}"#, "plain"),
        (#" { "a" : [1, -2.5e+3, {"b":null}], "newPassword" : "\"q\" and \\ / \/" } "#, #""q" and \ / /"#),
        (#"{"newPassword":"한글 암호 🔑 é"}"#, "한글 암호 🔑 é"),
        (#"{"newPassword":"\ud83d\udd11\uD55C\u00e9\n\t\b\f\r"}"#, "🔑한\u{e9}\n\t\u{8}\u{c}\r"),
        (#"{"new\u0050assword":"escaped name"}"#, "escaped name"),
        (#"{"newPassword":"\u0000"}"#, "\0"),
        (#"{"newPassword":""}"#, ""),
    ])
    func decodesToTheExactBytes(body: String, expected: String) throws {
        #expect(try password(body) == Array(expected.utf8))
    }

    @Test func composedAndDecomposedFormsStayAsTheyCame() throws {
        #expect(try password("{\"newPassword\":\"\u{e9}\"}") == [0xC3, 0xA9])
        #expect(try password("{\"newPassword\":\"e\u{301}\"}") == [0x65, 0xCC, 0x81])
    }

    @Test func whatIsLeftIsTheSameBodyWithoutThePassword() throws {
        let fields = try cut(
            Array(#"{"currentPassword":"old","x":{"newPassword":1},"newPassword":"new","y":true}"#.utf8),
            ["newPassword", "currentPassword"])
        #expect(
            String(decoding: fields.remainder, as: UTF8.self)
                == #"{"currentPassword":"","x":{"newPassword":1},"newPassword":"","y":true}"#)
        #expect(fields.secrets.count == 2)
    }

    @Test func nullAndAbsenceAreNoPassword() throws {
        #expect(try password(#"{"newPassword":null}"#) == nil)
        #expect(try password("{}") == nil)
    }

    @Test(arguments: [
        (#"{"newPassword":"a","newPassword":"b"}"#, SecretFields.Failure.repeated(member: "newPassword")),
        (#"{"newPassword":"a","new\u0050assword":"b"}"#, .repeated(member: "newPassword")),
        (#"{"newPassword":12}"#, .notAString(member: "newPassword")),
        (#"{"newPassword":{"a":"b"}}"#, .notAString(member: "newPassword")),
        (#"{"newPassword":"\ud83d"}"#, .loneSurrogate(offset: 18)),
        (#"{"newPassword":"\udd11"}"#, .loneSurrogate(offset: 18)),
        (#"{"newPassword":"\ud83dx"}"#, .loneSurrogate(offset: 18)),
        (#"{"newPassword":"\ud83d\ud83d"}"#, .loneSurrogate(offset: 18)),
        ("", .notAnObject(offset: 0)),
        ("[]", .notAnObject(offset: 0)),
        ("{} x", .notAnObject(offset: 3)),
        (#"{"newPassword":"a""#, .notAnObject(offset: 18)),
        (#"{"newPassword":"a"#, .notAnObject(offset: 17)),
        (#"{"newPassword":"\x"}"#, .notAnObject(offset: 17)),
        (#"{"newPassword":"\u12"}"#, .notAnObject(offset: 20)),
        ("{\"newPassword\":\"a\nb\"}", .notAnObject(offset: 17)),
        (#"{"a":01,"newPassword":"x"}"#, .notAnObject(offset: 6)),
        (#"{"a":tru}"#, .notAnObject(offset: 8)),
        (#"{"a":1,}"#, .notAnObject(offset: 7)),
    ])
    func whatIsNotJSONIsRefused(body: String, failure: SecretFields.Failure) {
        #expect(throws: failure) { try password(body) }
    }

    @Test(
        arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82]] as [[UInt8]])
    func whatIsNotUTF8IsRefused(bytes: [UInt8]) {
        let body = Array(#"{"newPassword":""#.utf8) + bytes + Array(#""}"#.utf8)
        #expect(throws: SecretFields.Failure.notUTF8(offset: 16)) { try cut(body) }
    }

    @Test func bracketsCannotExhaustTheStack() {
        let body = Array(#"{"a":"#.utf8) + [UInt8](repeating: UInt8(ascii: "["), count: 60000)
        #expect(throws: SecretFields.Failure.self) { try cut(body) }
    }

    /// Whatever Foundation reads as an object, this reads too, to the same text; and never the other way round.
    @Test func agreesWithFoundationOnRandomBodies() {
        var random = SeededGenerator(seed: 20_261_121)
        let pieces = [
            "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u", "d83d", "\\udd11", "newPassword", "\"newPassword\"",
            "\"x\"",
            "1", "-", "0", ".5", "e3", "true", "null", " ", "한", "{\"newPassword\":\"a\"}",
        ]
        for _ in 0..<20_000 {
            let body = (0..<Int.random(in: 1...9, using: &random))
                .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            let object = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
            let mine = try? cut(Array(body.utf8))
            if mine != nil { #expect(object != nil, "\(body)") }
            if let object, mine == nil {
                let value = object["newPassword"]
                #expect(body.contains("newPassword") && !(value is String), "\(body)")
            }
        }
    }
}

/// SplitMix64: the same numbers for the same seed, everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
