import Directory
import LDAP
import Testing

@testable import Agent

@Suite struct UnknownResolutionTests {
    static let agent = DistinguishedName.root.child("cn", "agent")
    static let other = DistinguishedName.root.child("cn", "Admin")

    private func decide(_ sameServer: Bool?, settled: Bool, _ change: PasswordChange?) -> String {
        let sight = UnknownResolution.Sight(
            sameServer: sameServer, isSettled: settled, change: change, serviceAccount: Self.agent)
        return switch UnknownResolution.decide(sight) {
        case .wait: "wait"
        case .notWritten: "notWritten"
        case .ours: "ours"
        case .cannotKnow: "cannotKnow"
        }
    }

    /// same server, settled, what the markers say, what follows.
    static let rows: [(Bool?, Bool, PasswordChange?, String)] = [
        (nil, true, PasswordChange.none, "wait"),
        (nil, false, .changed(by: agent), "wait"),
        (false, true, .changed(by: agent), "wait"),
        (false, true, PasswordChange.none, "wait"),
        (true, false, PasswordChange.none, "wait"),
        (true, true, PasswordChange.none, "notWritten"),
        (true, false, .changed(by: agent), "ours"),
        (true, true, .changed(by: agent), "ours"),
        (true, true, .changed(by: other), "cannotKnow"),
        (true, false, .changed(by: other), "cannotKnow"),
        (true, true, .changed(by: nil), "cannotKnow"),
        (true, false, .indistinct(why: "x"), "wait"),
        (true, true, .indistinct(why: "x"), "cannotKnow"),
        (true, true, nil, "cannotKnow"),
    ]

    @Test(arguments: rows.indices) func everyRow(_ index: Int) {
        let row = Self.rows[index]
        #expect(decide(row.0, settled: row.1, row.2) == row.3, "\(row)")
    }
}
