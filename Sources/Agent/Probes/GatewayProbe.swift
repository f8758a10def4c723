import AgentControl
import Foundation
import Writeback

/// Looks at the way to the gateway: network and TLS, then the credential, then the clocks.
struct GatewayProbe: Sendable {
    let http: GatewayHTTP
    let tokens: TokenSource?
    let tenant: String
    let clock: AgentClock
    let maxSkew: Duration
    let skew: @Sendable () async -> ClockSkew

    func checks() async -> [CheckResult] {
        let start = clock.sinceBoot()
        let path = "/\(tenant)/v2.0/.well-known/openid-configuration"
        do throws(LinkFailure) {
            let answer = try await http.send(.GET, path, limit: .seconds(10))
            guard answer.status == 200 else { throw answer.failure }
        } catch {
            return [failed("gateway", error, start), .skipped("gateway-credential"), .skipped("clock")]
        }
        var checks = [passed("gateway", start)]
        let second = clock.sinceBoot()
        if let tokens {
            do throws(LinkFailure) {
                _ = try await tokens.token()
                checks.append(passed("gateway-credential", second))
            } catch {
                checks.append(failed("gateway-credential", error, second))
            }
        } else {
            checks.append(.skipped("gateway-credential"))
        }
        checks.append(await clockCheck())
        return checks
    }

    private func clockCheck() async -> CheckResult {
        let skew = await skew()
        guard let seconds = skew.seconds else { return .skipped("clock") }
        let evidence = ["seconds": String(Int(seconds.rounded()))]
        return skew.exceeds(maxSkew)
            ? .failed("clock", .init(.clockSkew, evidence)) : .passed("clock", evidence: evidence)
    }

    private func passed(_ name: String, _ start: Duration) -> CheckResult {
        .passed(name, milliseconds: (clock.sinceBoot() - start).milliseconds, evidence: ["server": http.base])
    }

    private func failed(_ name: String, _ failure: LinkFailure, _ start: Duration) -> CheckResult {
        .failed(name, failure.finding(server: http.base), milliseconds: (clock.sinceBoot() - start).milliseconds)
    }
}

extension LinkFailure {
    /// What a failed call means as a condition.
    func finding(server: String) -> ConditionTracker.Finding {
        let arguments = ["server": server, "evidence": description]
        return switch self {
        case .unreachable: .init(.gatewayUnreachable, arguments)
        case .credentialRefused: .init(.gatewayCredentialRefused, arguments)
        case .refused(let status, _, _) where [401, 403].contains(status): .init(.gatewayCredentialRefused, arguments)
        case .refused, .notUnderstood: .init(.gatewayUnreachable, arguments)
        }
    }
}
