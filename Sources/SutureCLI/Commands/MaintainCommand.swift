import ArgumentParser
import SutureCore

struct MaintainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "maintain",
        abstract: "Repair again what applied versions have repaired, where it has gone bad since.",
        discussion: """
            Merges of duplicates, synchronized pairs, rows that change keys and deletions of orphans are applied again, as \
            a version of their own with the name Maintenance, which down takes back, and so are updates and deletions that \
            are declared with repeatedly: true. Other changes are meant once.
            """
    )

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var backupOptions: BackupOptions
    @OptionGroup var replicaOptions: ReplicaOptions

    @Argument(help: "The versions whose repairs are applied again; all when none is named.")
    var versions: [MigrationVersion] = []

    @Option(help: "The most rows that may be changed; when there are more, nothing is.")
    var maxRows: Int?

    @Flag(help: "What would be changed; changes nothing. Exits with 2 when it is more than --max-rows.")
    var dryRun = false

    @OptionGroup var backup: WantedBackupOption

    @Option(help: "A command line for /bin/sh, run after all is repaired; when it fails, all of it is taken back.")
    var smoke: String?

    @OptionGroup var confirmation: ConfirmationOptions

    func validate() throws {
        guard (maxRows ?? 0) >= 0 else { throw ValidationError("--max-rows is a number of rows, 0 or more.") }
    }

    private var request: MaintenanceRequest {
        var request = MaintenanceRequest()
        request.versions = versions.isEmpty ? nil : Set(versions)
        request.maximumRows = maxRows
        return request
    }

    func run() async throws {
        if dryRun {
            let (plan, emptyState) = try await RunnerSession.with(options) { session in
                (try await session.runner.planMaintenance(request), try await session.emptyState)
            }
            try show(plan, emptyState)
            return
        }
        let (report, emptyState) = try await RunnerSession.with(
            options,
            replicas: replicaOptions,
            confirmation: confirmation,
            hooks: backupOptions
        ) { session in
            var request = request
            request.smoke = try await session.hookBuilder(backupOptions, options).smoke(smoke)
            let report = try await session.runner.maintain(request, backup: backupOptions.hook(session, backup.wanted))
            return (report, report.migrations.isEmpty ? try await session.emptyState : nil)
        }
        try RunReportPrinter.show(
            report,
            options,
            verb: "applied; suture down takes it back",
            emptyState: emptyState
        )
    }

    private func show(_ plan: MigrationPlan, _ emptyState: EmptyState?) throws {
        let rows = plan.totals.reduce(0) { $0 + $1.rows }
        if options.format == .json {
            try JSONOutput.print(plan)
        } else {
            for step in plan.steps where !step.changes.isEmpty || !step.notes.isEmpty { PlanText.show(step) }
            Terminal.print(
                plan.isIdle ? EmptyState.reason("Nothing to do", emptyState) : "\(rows.of("row")) to change."
            )
            PlanText.explainFigures(of: [plan])
        }
        if let maxRows, rows > maxRows {
            if options.format == .text { Terminal.print("That is more than --max-rows \(maxRows) allows.") }
            throw ExitCode(ExitStatus.findings)
        }
    }
}
