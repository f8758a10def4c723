import Directory
import Foundation
import Writeback

/// Where the directory's answers become the cloud's words. The one place: LDAP and Directory have never heard of the
/// cloud, Writeback has never heard of LDAP.
extension Outcome {
    init(_ refusal: Refusal) {
        self =
            switch refusal {
            case .tooShort: .tooShort
            case .tooSimple: .tooSimple
            case .tooYoung: .tooYoung
            case .inHistory: .inHistory
            case .tooLong: .tooLong
            case .policyUnspecified: .policyUnspecified
            case .wrongCurrentPassword: .wrongCurrentPassword
            case .invalidPassword: .invalidPassword
            case .accountDisabled: .accountDisabled
            case .accountExpired: .accountExpired
            case .accountLocked: .accountLocked
            case .accountProtected: .accountProtected
            case .outOfScope: .outOfScope
            case .notFound: .notFound
            case .ambiguous: .ambiguous
            case .notPermitted: .notPermitted
            case .misconfigured: .directoryMisconfigured
            }
    }
}

extension Ending {
    /// The directory refused.
    init(_ refusal: Refusal, _ details: AnswerDetails) {
        self.init(
            outcome: Outcome(refusal), ldapResultCode: details.resultCode.map(Int.init),
            directoryCode: details.policyError.map(String.init), diagnostic: details.diagnostic ?? details.explanation,
            server: details.server, verification: details.resultCode == nil ? .notSent : .answer, passwordWritten: .no)
    }

    /// The directory did it.
    init(_ details: WriteDetails, operation: WritebackRequest.Operation) {
        let trouble = [details.password, details.mustChange, details.unlock].lazy.compactMap(\.trouble).first
        self.init(
            outcome: operation == .unlock ? .unlocked : .written, ldapResultCode: 0,
            directoryCode: trouble?.policyError.map(String.init), diagnostic: trouble?.description,
            server: details.server, verification: .answer,
            passwordWritten: details.password.certainty, mustChangeSet: details.mustChange.certainty,
            unlocked: details.unlock.certainty)
    }

    /// Nothing could be looked up.
    init?(_ lookup: AccountLookup, server: String) {
        switch lookup {
        case .found(let account):
            guard account.isProtected else { return nil }
            self = .notSent(.accountProtected, diagnostic: "\(account.dn.text) is on the list of protected entries")
        case .notFound: self = .notSent(.notFound)
        case .ambiguous(let names):
            self = .notSent(.ambiguous, diagnostic: names.map(\.text).joined(separator: "; "))
        case .outOfScope(let name): self = .notSent(.outOfScope, diagnostic: name.text)
        case .misconfigured(let details):
            self = .notSent(.directoryMisconfigured, diagnostic: details.description)
            ldapResultCode = details.resultCode.map(Int.init)
        case .unavailable: return nil
        }
        self.server = server
    }
}

extension WriteDetails.Effect {
    fileprivate var certainty: StatusReport.Certainty {
        switch self {
        case .notAsked, .failed: .no
        case .done: .yes
        case .unknown: .unknown
        }
    }

    fileprivate var trouble: AnswerDetails? {
        switch self {
        case .notAsked, .done: nil
        case .failed(let details), .unknown(let details): details
        }
    }
}
