import Glibc
import Writeback

extension Language {
    /// The language of who started the program: LC_ALL, LC_MESSAGES, LANG, the first that is set (POSIX, 8.2).
    public static var ofEnvironment: Language {
        for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            if let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty {
                return Language(posixLocale: value)
            }
        }
        return .en
    }
}
