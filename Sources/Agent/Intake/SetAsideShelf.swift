/// How long a message that was set aside is kept before it goes back: longer each time, so that one broken message does
/// not keep the agent busy. Forgets the oldest when there are too many.
struct SetAsideShelf: Sendable {
    static let first: Duration = .seconds(2)
    static let longest: Duration = .seconds(300)
    static let capacity = 1000
    private var counts: [String: Int] = [:]
    private var order: [String] = []

    /// The pause before this message goes back.
    mutating func pause(_ message: String) -> Duration {
        let count = counts[message, default: 0]
        if count == 0 {
            order.append(message)
            if order.count > Self.capacity { counts[order.removeFirst()] = nil }
        }
        counts[message] = count + 1
        return min(Self.longest, Self.first * (1 << min(count, 10)))
    }

    /// How many times the message came.
    func count(_ message: String) -> Int { counts[message] ?? 0 }
}
