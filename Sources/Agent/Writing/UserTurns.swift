/// One at a time for each person. The gateway's sessions see to that as well; two agents' worth of care costs little.
actor UserTurns {
    private var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]

    func inTurn(_ anchor: String, _ work: @Sendable () async -> Void) async {
        if waiting[anchor] != nil {
            await withCheckedContinuation { waiting[anchor]?.append($0) }
        } else {
            waiting[anchor] = []
        }
        await work()
        if let next = waiting[anchor]?.first {
            waiting[anchor]?.removeFirst()
            next.resume()
        } else {
            waiting[anchor] = nil
        }
    }
}
