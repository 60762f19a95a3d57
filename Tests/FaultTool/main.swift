import SutureCLI

await SutureTool.main(FaultMigrations.all)
