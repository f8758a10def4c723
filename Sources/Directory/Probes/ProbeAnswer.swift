/// What a look at one part of the installation found. A fact with its time; what follows from it is decided elsewhere.
public struct ProbeAnswer: Hashable, Sendable {
    /// The parts that are looked at.
    public enum Name: String, Hashable, Sendable, CaseIterable {
        /// Address, connection and TLS.
        case connect = "directory-connect"
        /// The bind of the service account, and the kind of server.
        case bind = "directory-bind"
        /// The configured base.
        case base = "directory-base"
        /// The configured filter.
        case filter = "directory-filter"
        /// The password policy overlay.
        case policyOverlay = "directory-policy"
        /// The attributes of the change marker.
        case marker = "directory-marker"
    }

    /// What came out.
    public enum Status: String, Hashable, Sendable {
        /// As it should be.
        case pass
        /// Not as it should be.
        case fail
        /// The server did not say.
        case unknown
    }

    /// What was looked at.
    public var name: Name
    /// What came out.
    public var status: Status
    /// A word for programs, in kebab case: `ok`, or what is wrong.
    public var code: String
    /// How long the look took.
    public var milliseconds: Int
    /// What was seen, in one sentence without secrets.
    public var evidence: String
    /// The server's answer, or its absence, when it was not as it should be.
    public var details: AnswerDetails?
}

/// Times a look.
struct ProbeTimer {
    private let begin = ContinuousClock.now

    func answer(
        _ name: ProbeAnswer.Name, _ status: ProbeAnswer.Status, _ code: String, _ evidence: String,
        _ details: AnswerDetails? = nil
    ) -> ProbeAnswer {
        let (seconds, attoseconds) = begin.duration(to: .now).components
        return ProbeAnswer(
            name: name, status: status, code: code,
            milliseconds: Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000), evidence: evidence,
            details: details)
    }
}
