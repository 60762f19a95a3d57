import ShippedMigrations
import SutureCLI

await SutureTool.main(MigrationIndex.all)
