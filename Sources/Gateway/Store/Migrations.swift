import GRDB

/// The order in which the folders' tables come into being. Never edit a migration that was released: add one.
enum Migrations {
    static var all: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 tenants", migrate: TenantTables.create)
        migrator.registerMigration("1 credentials", migrate: CredentialTables.create)
        migrator.registerMigration("1 people", migrate: PeopleTables.create)
        migrator.registerMigration("1 enrolment", migrate: EnrolmentTables.create)
        migrator.registerMigration("1 requests", migrate: RequestTables.create)
        migrator.registerMigration("1 queue", migrate: QueueTables.create)
        migrator.registerMigration("1 reports", migrate: ReportTables.create)
        migrator.registerMigration("1 blade", migrate: BladeTables.create)
        return migrator
    }
}
