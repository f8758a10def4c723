import ArgumentParser
import Gateway

/// `writeback-gateway user`
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "People.", subcommands: [Create.self, List.self, Show.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a person; without --immutable-id one that is known in the cloud only.")

        @OptionGroup var options: StoreOptions
        @OptionGroup var which: TenantOption
        @Option(help: "The user principal name.") var upn: String
        @Option(help: "For people to read.") var displayName: String
        @Option(help: "The mail address.") var mail: String?
        @Option(help: "The given name.") var givenName: String?
        @Option(help: "The family name.") var surname: String?
        @Option(help: "The source anchor in the directory.") var immutableID: String?
        @Option(help: "The directory's id; may be left out while the tenant has only one.") var directory: String?
        @Option(parsing: .upToNextOption, help: "Directory roles.") var role: [String] = []

        func run() async throws {
            let person = Administration.NewPerson(
                upn: upn, displayName: displayName, mail: mail, givenName: givenName, surname: surname,
                immutableID: immutableID, directory: directory, roles: role)
            try options.show(
                try await options.withAdministration { try await $0.createPerson(person, tenant: which.tenant) })
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show the people.")

        @OptionGroup var options: StoreOptions
        @OptionGroup var which: TenantOption

        func run() async throws {
            try options.show(try await options.withAdministration { try await $0.people(tenant: which.tenant) })
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one person.")

        @OptionGroup var options: StoreOptions
        @OptionGroup var which: TenantOption
        @Argument(help: "The person's id or user principal name.") var user: String

        func run() async throws {
            try options.show(try await options.withAdministration { try await $0.person(user, tenant: which.tenant) })
        }
    }
}
