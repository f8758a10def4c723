import ArgumentParser
import Gateway

/// `writeback-gateway tenant`
struct TenantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenant", abstract: "Organisations.", subcommands: [Create.self, List.self, Update.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a tenant with one directory.")

        @OptionGroup var options: StoreOptions
        @Option(help: "Its name, for people.") var displayName: String
        @Option(help: "Whether passwords are written back.") var writeback: Switch = .off
        @Option(help: "Its id, a UUID; random if left out.") var id: String?

        func run() async throws {
            try options.show(
                try await options.withAdministration {
                    try await $0.createTenant(displayName: displayName, writeback: writeback == .on, id: id)
                })
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show all tenants.")

        @OptionGroup var options: StoreOptions

        func run() async throws {
            try options.show(try await options.withAdministration { try await $0.tenants() })
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Change what is given, leave the rest.")

        @OptionGroup var options: StoreOptions
        @OptionGroup var which: TenantOption
        @Option(help: "Its name, for people.") var displayName: String?
        @Option(help: "Whether passwords are written back.") var writeback: Switch?

        func run() async throws {
            try options.show(
                try await options.withAdministration {
                    try await $0.updateTenant(
                        which.tenant, displayName: displayName, writeback: writeback.map { $0 == .on })
                })
        }
    }
}

/// Which tenant is meant.
struct TenantOption: ParsableArguments {
    @Option(help: "The tenant's id; may be left out while there is only one.") var tenant: String?
}

/// `writeback-gateway directory`
struct DirectoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "directory", abstract: "The directories of a tenant.", subcommands: [Create.self, List.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a directory.")

        @OptionGroup var options: StoreOptions
        @OptionGroup var which: TenantOption

        func run() async throws {
            try options.show(
                try await options.withAdministration { try await $0.createDirectory(tenant: which.tenant) })
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show the directories.")

        @OptionGroup var options: StoreOptions
        @OptionGroup var which: TenantOption

        func run() async throws {
            try options.show(try await options.withAdministration { try await $0.directories(tenant: which.tenant) })
        }
    }
}
