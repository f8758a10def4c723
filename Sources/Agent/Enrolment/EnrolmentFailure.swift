/// Why an agent could not be enrolled; each a sentence with the remedy.
struct EnrolmentFailure: Error, Hashable, Sendable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    /// What the gateway's refusal means.
    init(_ failure: LinkFailure, url: String) {
        switch failure {
        case .unreachable(let why):
            self.init("the gateway cannot be reached: \(why)")
        case .refused(403, _, let message):
            self.init(
                "the gateway does not accept the enrolment code (\(message)); "
                    + "codes work once, for an hour; make a new one with: writeback-gateway agent code")
        case .refused(409, _, let message):
            self.init(
                "this directory is not the one that the code is for (\(message)); "
                    + "check directory.servers and directory.users.base, or make a code for this directory")
        case .refused(404, _, _):
            self.init(
                "\(url) does not know the tenant of the code, or is no Writeback gateway; check cloud.url and cloud.tenant"
            )
        case .refused, .credentialRefused, .notUnderstood:
            self.init("enrolment failed: \(failure)")
        }
    }
}
