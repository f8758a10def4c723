extension Outcome {
    /// One sentence for the person whose password it is. Names no server and blames nobody.
    public func sentence(in language: Language) -> String { language.text("outcome.\(rawValue).user") }

    /// What an administrator should do; begins with a verb.
    public func remedy(in language: Language) -> String { language.text("outcome.\(rawValue).remedy") }
}
