import SchoolMigrations
import SutureCLI

await SutureTool.main(MigrationIndex.all)
