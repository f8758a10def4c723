import Foundation

/// The date of HTTP headers (RFC 9110, section 5.6.7), which Service Bus uses in its properties too.
public enum HTTPDate {
    private static func formatter() -> DateFormatter {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter
    }

    /// Writes a date, to the second.
    public static func text(_ date: Date) -> String { formatter().string(from: date) }

    /// Reads a date.
    public static func date(_ text: String) -> Date? { formatter().date(from: text) }
}
