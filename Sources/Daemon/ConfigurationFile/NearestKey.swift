/// Finds what was probably meant by a misspelt word.
enum NearestKey {
    /// The candidate with the fewest changes, if these are few for the length of the word.
    static func of(_ word: String, among candidates: some Collection<String>) -> String? {
        candidates
            .map { (distance: distance(Array(word.lowercased()), Array($0.lowercased())), candidate: $0) }
            .filter { $0.distance <= max(2, word.count / 3) && $0.distance < min(word.count, $0.candidate.count) }
            .min { ($0.distance, $0.candidate) < ($1.distance, $1.candidate) }?
            .candidate
    }

    /// Levenshtein's distance, one row at a time.
    private static func distance(_ first: [Character], _ second: [Character]) -> Int {
        var row = Array(0...second.count)
        for (i, character) in first.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in second.enumerated() {
                let replaced = diagonal + (character == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[second.count]
    }
}
