import ArgumentParser
import MySQLClient
import SutureCore

struct DownCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "down",
        abstract: "Take applied migrations back, exactly, from the journal.",
        discussion: """
            Rows that were written since are conflicts: down lists them and changes nothing, unless --on-conflict says \
            what to do with them.
            """,
        aliases: ["rollback"]
    )

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var backupOptions: BackupOptions
    @OptionGroup var replicaOptions: ReplicaOptions

    @Option(name: [.long, .customLong("target")], help: "Take back all versions newer than this one; 0 for all.")
    var to: MigrationVersion?

    @Option(help: "Take back so many of the last versions; 1 when nothing is said.")
    var steps: Int?

    @Flag(help: "Take back the versions of the last up.")
    var lastRun = false

    @Option(
        help:
            "stop, keep (leave such rows as they are), or restore (overwrite them; what stood there is kept in a table)."
    )
    var onConflict: ConflictPolicy = .stop

    @OptionGroup var backup: WantedBackupOption

    @Option(help: "A fingerprint that was saved before; compared after the rollback, with exit code 2 for differences.")
    var fingerprint: String?

    @Flag(
        name: [.customLong("plan"), .customLong("dry-run")],
        help: "What would go back, and what was written since, by table; changes nothing."
    )
    var plan = false

    @OptionGroup var blockers: BlockerOptions
    @OptionGroup var confirmation: ConfirmationOptions

    func validate() throws {
        guard [to != nil, steps != nil, lastRun].filter(\.self).count <= 1 else {
            throw ValidationError("Say one of --to, --steps and --last-run.")
        }
        guard (steps ?? 1) > 0 else { throw ValidationError("--steps is a number of versions, 1 or more.") }
    }

    private var request: DownRequest {
        var request = DownRequest()
        request.conflictPolicy = onConflict
        if let to {
            request.extent = .to(to)
        } else if lastRun {
            request.extent = .lastRun
        } else {
            request.extent = .steps(steps ?? 1)
        }
        return request
    }

    func run() async throws {
        if plan {
            try await showPlan()
            return
        }
        let earlier = try fingerprint.map(FingerprintFile.read)
        let outcome = try await RunnerSession.with(
            options,
            blockers,
            replicas: replicaOptions,
            confirmation: confirmation,
            hooks: backupOptions
        ) { session -> (report: RunReport, differences: [String]?, emptyState: EmptyState?) in
            let hook = backupOptions.hook(session, backup.wanted)
            let report = try await session.runner.down(request, backup: hook)
            let emptyState = report.migrations.isEmpty ? try await session.emptyState : nil
            guard let earlier else { return (report, nil, emptyState) }
            return (report, try await differences(from: earlier, session), emptyState)
        }
        try RunReportPrinter.show(
            outcome.report,
            options,
            verb: "taken back",
            differences: outcome.differences,
            emptyState: outcome.emptyState
        )
        if outcome.differences?.isEmpty == false { throw ExitCode(ExitStatus.findings) }
    }

    /// Returns the current differences from a saved fingerprint.
    private func differences(from earlier: SchemaFingerprint, _ session: RunnerSession) async throws -> [String] {
        let database = session.configuration.database
        let now = try await Connection.withSession(session.configuration) { session in
            try SchemaFingerprint.take(of: database, selection: earlier.selection, in: session)
        }
        return now.differences(from: earlier)
    }

    private func showPlan() async throws {
        let (plan, emptyState) = try await RunnerSession.with(options) { session in
            (try await session.runner.planDown(request), try await session.emptyState)
        }
        let text = RollbackText(
            migrations: plan.migrations,
            conflicts: plan.conflicts,
            tables: plan.tables,
            emptyState: emptyState
        )
        if options.format == .json {
            try JSONOutput.print(text.object)
        } else {
            text.show()
        }
        if plan.conflicts.count > 0 || !plan.conflicts.definitions.isEmpty { throw ExitCode(ExitStatus.findings) }
    }
}

extension ConflictPolicy: ExpressibleByArgument {}
