import Daemon
import Directory
import LDAP
import Writeback

/// All that an administrator decides for one agent, read once from `agent.yaml`; nothing below it reads files or the
/// environment for settings.
package struct AgentConfiguration: Sendable, Hashable {
    /// The file it was read from.
    package let path: String
    let cloud: CloudSettings
    let state: StateSettings
    let directory: DirectoryConfiguration
    let writeback: WritebackSettings
    let sync: SyncSettings
    let journal: JournalSettings
    let control: ControlSettings
    let health: HealthSettings
    /// What is logged, and how.
    package let log: LogSettings
    let language: LanguageSetting

    /// The language in which checks speak when nobody asks for another; `nil` to follow the environment.
    package var spokenLanguage: Language? { Language(rawValue: language.rawValue) }

}

struct CloudSettings: Sendable, Hashable {
    let url: String
    let tenant: String
    /// The authority of the gateway's certificate; `nil` for the system's own.
    let caFile: String?
}

struct StateSettings: Sendable, Hashable {
    let directory: String
}

/// The directory: what the `Directory` room wants to know, the server, and where the service account's password is.
struct DirectoryConfiguration: Sendable, Hashable {
    let server: ServerURL
    let settings: DirectorySettings
    let passwordFile: String
    /// The filter as it was written, for messages.
    let filterText: String
}

struct WritebackSettings: Sendable, Hashable {
    let enabled: Bool
    let unlock: Bool
    let forceChange: Bool
    let maxConcurrent: Int
    let maxClockSkew: Duration
}

struct SyncSettings: Sendable, Hashable {
    let enabled: Bool
    let interval: Duration
}

struct JournalSettings: Sendable, Hashable {
    let path: String
    let retain: Duration
}

struct ControlSettings: Sendable, Hashable {
    let socket: String
    /// Whose members may ask, besides root and the agent's own user.
    let group: String?
}

struct HealthSettings: Sendable, Hashable {
    let interval: Duration
}

/// What is logged, and how.
package struct LogSettings: Sendable, Hashable {
    let level: LogLevel
    let format: LogFormat
}

enum LogLevel: String, CaseIterable, Sendable { case trace, debug, info, notice, warning, error }
enum LanguageSetting: String, CaseIterable, Sendable { case en, ko, auto }
