import Migrations
import SutureCLI

await SutureTool.main(MigrationIndex.all)
