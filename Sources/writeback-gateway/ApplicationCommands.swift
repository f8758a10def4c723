import ArgumentParser
import Foundation
import Gateway

/// With what an application proves itself.
struct CredentialOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A certificate in PEM instead of a secret.", valueName: "file")) var certificate: String?
    @Option(help: ArgumentHelp("A public key as a JWK instead of a secret.", valueName: "file")) var jwk: String?

    func validate() throws {
        guard certificate == nil || jwk == nil else { throw ValidationError("give --certificate or --jwk, not both") }
    }

    func read() throws -> Administration.CredentialInput {
        if let certificate { return .certificate(pem: try String(contentsOfFile: certificate, encoding: .utf8)) }
        if let jwk { return .jwk(json: try String(contentsOfFile: jwk, encoding: .utf8)) }
        return .secret
    }
}

/// `writeback-gateway application`
struct ApplicationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "application", abstract: "Programs that may come in.", subcommands: [Create.self, List.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make an application and its first credential.")

        @OptionGroup var options: StoreOptions
        @OptionGroup var which: TenantOption
        @OptionGroup var credential: CredentialOptions
        @Option(help: "Its name, for people.") var displayName: String
        @Option(parsing: .upToNextOption, help: "What it may do; several are allowed.") var role: [String]

        func run() async throws {
            try options.show(
                try await options.withAdministration {
                    try await $0.createApplication(
                        tenant: which.tenant, displayName: displayName, roles: role, credential: try credential.read())
                })
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show the applications.")

        @OptionGroup var options: StoreOptions
        @OptionGroup var which: TenantOption

        func run() async throws {
            try options.show(try await options.withAdministration { try await $0.applications(tenant: which.tenant) })
        }
    }
}

/// `writeback-gateway credential`
struct CredentialCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credential", abstract: "Secrets and keys of applications.",
        subcommands: [Add.self, List.self, Delete.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a credential; the others go on working.")

        @OptionGroup var options: StoreOptions
        @OptionGroup var credential: CredentialOptions
        @Option(help: "The application's id.") var app: String
        @Option(help: "A name, for people.") var displayName: String?
        @Option(help: "For how many years it works.") var years = 1

        func run() async throws {
            try options.show(
                try await options.withAdministration {
                    try await $0.addCredential(
                        app: app, displayName: displayName, years: years, credential: try credential.read())
                })
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show the credentials, without secrets.")

        @OptionGroup var options: StoreOptions
        @Option(help: "The application's id.") var app: String

        func run() async throws {
            try options.show(try await options.withAdministration { try await $0.credentials(app: app) })
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Delete a credential.")

        @OptionGroup var options: StoreOptions
        @Option(help: "The application's id.") var app: String
        @Option(help: "The credential's id.") var keyID: String

        func run() async throws {
            try options.show(
                try await options.withAdministration { try await $0.deleteCredential(app: app, keyID: keyID) })
        }
    }
}
