import ArgumentParser
import SutureCore

struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Apply pending migrations; goes on with an interrupted one.",
        aliases: ["migrate"]
    )

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var backupOptions: BackupOptions
    @OptionGroup var replicaOptions: ReplicaOptions

    @Option(name: [.long, .customLong("target")], help: "The last version to apply.")
    var to: MigrationVersion?

    @OptionGroup var backup: WantedBackupOption

    @Option(help: "A command line for /bin/sh, run after all is applied; when it fails, all of it is taken back.")
    var smoke: String?

    @Flag(help: "The same as plan.")
    var dryRun = false

    @Flag(help: "Apply versions that are older than the newest applied one too.")
    var allowOutOfOrder = false

    @OptionGroup var blockers: BlockerOptions
    @OptionGroup var confirmation: ConfirmationOptions

    func run() async throws {
        if dryRun {
            _ = try await PlanPrinter(options: options, to: to, exact: false).run()
            return
        }
        var request = UpRequest()
        request.target = to
        request.allowsOutOfOrder = allowOutOfOrder
        let report = try await RunnerSession.with(
            options,
            blockers,
            replicas: replicaOptions,
            confirmation: confirmation,
            hooks: backupOptions
        ) { session in
            let hook = backupOptions.hook(session, backup.wanted)
            request.smoke = try await session.hookBuilder(backupOptions, options).smoke(smoke)
            return try await session.runner.up(request, backup: hook)
        }
        try RunReportPrinter.show(report, options, verb: "applied")
    }
}

enum RunReportPrinter {
    private struct Object: Encodable {
        let migrations: [RunReport.Entry]
        let totals: [ChangeTotal]
        let backup: String?
        let kept: Int
        let overwritten: [String]
        let differences: [String]?
    }

    static func show(
        _ report: RunReport,
        _ options: ConnectionOptions,
        verb: String,
        differences: [String]? = nil,
        emptyState: EmptyState? = nil
    ) throws {
        if options.format == .json {
            try JSONOutput.print(
                Object(
                    migrations: report.migrations,
                    totals: report.totals,
                    backup: report.backup,
                    kept: report.kept,
                    overwritten: report.overwritten,
                    differences: differences
                )
            )
            return
        }
        defer { show(differences) }
        if report.migrations.isEmpty {
            Terminal.print(EmptyState.reason("Nothing to do", emptyState))
            return
        }
        if let backup = report.backup { Terminal.print("Backup: \(backup)") }
        PlanText.show(report, verb: verb)
        if report.kept > 0 {
            let stays = report.kept == 1 ? "was written since and stays" : "were written since and stay"
            Terminal.print("\(report.kept.of("row")) \(stays) as \(report.kept == 1 ? "it stands" : "they stand").")
        }
        for table in report.overwritten {
            Terminal.print("Overwritten rows, as they stood: \(table)")
        }
    }

    /// Shows the differences from a fingerprint, if there was one to compare with.
    private static func show(_ differences: [String]?) {
        guard let differences else { return }
        for difference in differences { Terminal.print(difference) }
        Terminal.print(
            differences.isEmpty ? "The database is as its fingerprint says." : "\(differences.count.of("difference"))."
        )
    }
}
