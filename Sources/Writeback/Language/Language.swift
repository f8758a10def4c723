import CCatalog
import Foundation

/// The languages in which the product speaks to people. Codes and everything else are the same in both.
public enum Language: String, Codable, Sendable, Hashable, CaseIterable {
    /// English.
    case en
    /// Korean.
    case ko

    /// The language for a locale's name as `LC_ALL`, `LC_MESSAGES` and `LANG` give it (POSIX, 8.2); English otherwise.
    public init(posixLocale: String?) {
        self = posixLocale.map { $0 == "ko" || $0.hasPrefix("ko_") || $0.hasPrefix("ko.") } == true ? .ko : .en
    }

    /// The best language for an `Accept-Language` header (RFC 9110, section 12.5.4); English if none fits.
    public init(acceptLanguage: String?) {
        var best: (language: Language, quality: Double)?
        for range in (acceptLanguage ?? "").split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
            guard let tag = parts.first?.lowercased() else { continue }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            let primary = String(tag.prefix { $0 != "-" })
            guard quality > 0, let language = Language(rawValue: primary), quality > (best?.quality ?? 0) else {
                continue
            }
            best = (language, quality)
        }
        self = best?.language ?? .en
    }

    /// The text under `key`, with `{name}` replaced by the arguments of that name.
    ///
    /// A missing key gives the key itself: a person then sees something to report, and a test fails before that.
    public func text(_ key: String, arguments: [String: String] = [:]) -> String {
        guard var text = Catalogue.texts(of: self)[key] else { return key }
        for (name, value) in arguments { text = text.replacing("{\(name)}", with: value) }
        return Self.withoutPlaceholders(text)
    }

    /// An argument that nobody gave must not reach a person as `{server}`: it becomes an ellipsis.
    private static func withoutPlaceholders(_ text: String) -> String {
        guard text.contains("{") else { return text }
        var rest = Substring(text)
        var result = ""
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = rest[rest.index(after: open)..<close]
            result += rest[..<open]
            result += !name.isEmpty && name.allSatisfy(\.isLetter) ? "…" : rest[open...close]
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }
}

/// The embedded catalogues, parsed once.
enum Catalogue {
    private static let english = parse(writeback_catalog_en, writeback_catalog_en_length)
    private static let korean = parse(writeback_catalog_ko, writeback_catalog_ko_length)

    static func texts(of language: Language) -> [String: String] {
        switch language {
        case .en: english
        case .ko: korean
        }
    }

    private static func parse(_ bytes: UnsafePointer<UInt8>, _ length: Int) -> [String: String] {
        (try? JSONDecoder().decode([String: String].self, from: Data(bytes: bytes, count: length))) ?? [:]
    }
}
