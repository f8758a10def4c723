/// How long to wait after a network fault: three to five seconds, so that many agents do not come back in step.
enum RetryPause {
    /// - Parameter chance: from 0 to 1.
    static func length(chance: Double = .random(in: 0...1)) -> Duration {
        .milliseconds(3000 + Int(2000 * min(max(chance, 0), 1)))
    }
}
