extension Duration {
    /// In seconds, for `Date` and for logs.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
    /// In whole milliseconds.
    var milliseconds: Int { Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000) }
}
