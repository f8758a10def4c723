import Testing
import Writeback

@Suite struct LanguageTests {
    @Test(arguments: Language.allCases)
    func everySentenceIsThere(language: Language) {
        for outcome in Outcome.allCases {
            #expect(!outcome.sentence(in: language).hasPrefix("outcome."), "\(outcome.rawValue)")
            #expect(!outcome.remedy(in: language).hasPrefix("outcome."), "\(outcome.rawValue)")
        }
        for condition in Condition.allCases {
            #expect(!condition.title(in: language).hasPrefix("condition."), "\(condition.rawValue)")
            #expect(!condition.remedy(in: language).hasPrefix("condition."), "\(condition.rawValue)")
        }
    }

    @Test func theTwoLanguagesDiffer() {
        for condition in Condition.allCases {
            #expect(condition.title(in: .en) != condition.title(in: .ko))
        }
    }

    @Test func argumentsAreFilledInAndMissingOnesDoNotShow() {
        let remedy = Condition.directoryUnreachable.remedy(in: .en, arguments: ["server": "ldaps://x"])
        #expect(remedy.contains("ldaps://x"))
        #expect(!remedy.contains("{"))
    }

    @Test(arguments: [
        ("ko", Language.ko), ("ko-KR,ko;q=0.9,en;q=0.8", .ko), ("en-US,ko;q=0.5", .en), ("ko;q=0,en", .en),
        ("de, fr", .en), ("", .en), ("fr, ko;q=0.1", .ko),
    ])
    func acceptLanguage(header: String, expected: Language) {
        #expect(Language(acceptLanguage: header) == expected)
    }

    @Test(arguments: [("ko_KR.UTF-8", Language.ko), ("ko", .ko), ("C", .en), ("en_US.UTF-8", .en), ("kok_IN", .en)])
    func posixLocale(name: String, expected: Language) {
        #expect(Language(posixLocale: name) == expected)
    }
}
