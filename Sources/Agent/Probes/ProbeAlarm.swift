/// Waits for the next round of probes, or for somebody who met trouble and wants it now.
actor ProbeAlarm {
    private var sleeper: Task<Void, Never>?
    private var isRung = false

    /// Ends after the pause, or when somebody rings, or with its task.
    func wait(_ pause: Duration, _ clock: AgentClock) async {
        guard !isRung else {
            isRung = false
            return
        }
        let sleeper = Task<Void, Never> { try? await clock.sleep(pause) }
        self.sleeper = sleeper
        await withTaskCancellationHandler {
            await sleeper.value
        } onCancel: {
            sleeper.cancel()
        }
        self.sleeper = nil
        isRung = false
    }

    /// Ends the wait; without one, the next.
    func ring() {
        isRung = true
        sleeper?.cancel()
    }
}
