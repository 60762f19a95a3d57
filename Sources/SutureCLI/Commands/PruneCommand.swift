import ArgumentParser
import SutureCore

struct PruneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Drop the journals that are past their keeping time; their versions cannot be taken back any more.",
        discussion: """
            What the versions have changed stays, and so do the redirects of retired keys. Rows that a rollback has \
            overwritten go with the journal of their version.
            """
    )

    @OptionGroup var options: ConnectionOptions

    @Argument(help: "The versions whose journals are dropped, however old they are.")
    var versions: [MigrationVersion] = []

    @Option(help: "How many days a journal is kept; without it, journal_keep_days of the configuration file.")
    var keepDays: Int?

    @Flag(help: "What would be dropped; changes nothing.")
    var dryRun = false

    @OptionGroup var confirmation: ConfirmationOptions

    func validate() throws {
        guard versions.isEmpty || keepDays == nil else {
            throw ValidationError("Name versions, or say --keep-days; not both.")
        }
        guard (keepDays ?? 0) >= 0 else { throw ValidationError("--keep-days is a number of days, 0 or more.") }
    }

    private func request() throws -> PruneRequest {
        guard versions.isEmpty else { return PruneRequest(.versions(Set(versions))) }
        let sources = try options.sources()
        guard let days = try keepDays ?? sources.text(.journalKeepDays).flatMap(Int.init) else {
            throw SutureError(
                .invalidConfiguration,
                "Nobody says how long journals are kept; nothing was dropped.",
                remedy: "Say --keep-days 90, set journal_keep_days in the configuration file, or name the versions."
            )
        }
        return PruneRequest(.olderThan(days: days))
    }

    func run() async throws {
        let request = try request()
        let (dropped, emptyState) = try await RunnerSession.with(
            options,
            confirmation: dryRun ? nil : confirmation
        ) { session in
            let dropped = try await dryRun ? session.runner.planPruning(request) : session.runner.prune(request)
            return (dropped, dropped.isEmpty ? try await session.emptyState : nil)
        }
        if options.format == .json {
            try JSONOutput.print(JournalObject(dropped))
        } else if dropped.isEmpty {
            Terminal.print(EmptyState.reason("Nothing to drop", emptyState))
        } else {
            Terminal.print(dropped.text)
            let what = "\(dropped.count.of("journal")), \(dropped.size)"
            let versions = dropped.count.verb("Its version", "Their versions")
            Terminal.print(
                dryRun
                    ? "\(what), would be dropped. \(versions) could not be taken back any more."
                    : "\(what), \(dropped.count.verb("was", "were")) dropped. \(versions) cannot be taken back any more."
            )
        }
    }
}
