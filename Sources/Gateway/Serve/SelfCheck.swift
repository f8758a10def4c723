import Foundation
import Secrets

/// What `writeback-gateway check` finds out before the server is started.
package struct SelfCheck: Encodable, Sendable {
    /// One thing that was looked at.
    package struct Check: Encodable, Sendable {
        /// How it went.
        package enum Status: String, Encodable, Sendable { case pass, fail, skip }

        /// What was looked at.
        package var name: String
        /// How it went.
        package var status: Status
        /// What was seen.
        package var evidence: String
        /// What to do; begins with a verb.
        package var action: String?
    }

    /// What it comes to.
    package struct Verdict: Encodable, Sendable {
        /// `ok` or the name of the first failed check.
        package var code: String
        /// A few words.
        package var title: String
        /// What to do.
        package var remedy: String?
    }

    /// What it comes to.
    package let verdict: Verdict
    /// Everything that was looked at.
    package let checks: [Check]

    /// Whether the server can be started.
    package var passed: Bool { checks.allSatisfy { $0.status != .fail } }

    /// Looks at certificate, keys and store.
    package init(configuration: GatewayConfiguration) {
        var checks: [Check] = [
            Check(name: "configuration", status: .pass, evidence: "read and understood", action: nil)
        ]
        func look(_ name: String, action: String, _ body: () throws -> String) {
            do {
                checks.append(Check(name: name, status: .pass, evidence: try body(), action: nil))
            } catch {
                checks.append(Check(name: name, status: .fail, evidence: "\(error)", action: action))
            }
        }
        look("certificate", action: "Correct listen.tls in the configuration, or the files it names.") {
            let identity = try ServerIdentity(listen: configuration.listen)
            guard identity.leaf.notValidAfter > Date() else {
                throw Administration.Failure("the certificate has expired on \(identity.leaf.notValidAfter)")
            }
            return "valid until \(identity.leaf.notValidAfter.formatted(.iso8601))"
        }
        look("keys", action: "Correct keys.directory in the configuration, or the folder's mode.") {
            "requests are signed by \(try SigningKeys(directory: configuration.keysDirectory).requestJWK.thumbprint)"
        }
        look("store", action: "Correct store.path in the configuration, or the file's mode.") {
            try Store(path: configuration.storePath).path
        }
        self.checks = checks
        let failed = checks.first { $0.status == .fail }
        verdict = Verdict(
            code: failed?.name ?? "ok", title: failed?.evidence ?? "The gateway can be started", remedy: failed?.action)
    }
}
