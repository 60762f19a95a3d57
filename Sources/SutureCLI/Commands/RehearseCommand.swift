import ArgumentParser
import SutureCore

struct RehearseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Run the pending migrations, verify them and take them back, on a copy; the database is only read.",
        discussion: """
            With --scratch, or neither flag, the copy holds the tables concerned, without their triggers, in a schema of \
            its own on the same server. With --private it holds the whole schema, on a server of the same vendor that is \
            started for it. Either is gone afterwards. Exits with 2 when verify finds something, or when down does not \
            bring every byte back.
            """
    )

    @OptionGroup var options: ConnectionOptions

    @Option(name: [.long, .customLong("target")], help: "The last version to rehearse.")
    var to: MigrationVersion?

    @Flag(name: .customLong("private"), help: "Work on a private server, loaded by a dump of the database.")
    var isPrivate = false

    @Flag(name: .customLong("scratch"), help: "Work in a schema of its own on the same server; the default.")
    var isScratch = false

    @Option(help: "With --private: mariadbd or mysqld; without it, one of the database's vendor that is found.")
    var server: String?

    @Option(help: "With --private: the file of a backup, in place of the database as it is now.")
    var backup: String?

    @Option(help: "Only so many of the rows, such as 10%, with all that they refer to; figures are of the sample then.")
    var sample: RehearsalSample?

    func validate() throws {
        guard !isPrivate || !isScratch else { throw ValidationError("Choose one of --private and --scratch.") }
        guard isPrivate || server == nil else { throw ValidationError("--server goes with --private.") }
        guard isPrivate || backup == nil else { throw ValidationError("--backup goes with --private.") }
    }

    func run() async throws {
        let report =
            isPrivate
            ? try await rehearsePrivately()
            : try await RunnerSession.with(options) { try await $0.runner.rehearse(to: to, sample: sample) }
        if options.format == .json {
            try JSONOutput.print(report)
        } else {
            RehearsalText.show(report)
        }
        if !report.isGood { throw ExitCode(ExitStatus.findings) }
    }

    private func rehearsePrivately() async throws -> RehearsalReport {
        let sources = try options.sources()
        var settings = try options.settings(sources)
        guard settings.stateSchema == nil else {
            throw SutureError(
                .unsupported,
                "Suture's state is in the schema \(settings.stateSchema ?? ""), which a dump of the database does not hold.",
                remedy: "Rehearse on the same server: --scratch."
            )
        }
        settings.owner = "suture rehearse"
        let source: RehearsalSource?
        if let backup {
            source = try RehearsalSource.backup(backup)
        } else {
            source = try await RunnerSession.with(options) { try await RehearsalSource.database($0, to: to) }
        }
        guard let source else { return RehearsalReport() }
        return try await PrivateRehearsal(
            sources: sources,
            settings: settings,
            program: server,
            target: to,
            sample: sample
        )
        .run(source)
    }
}

extension RehearsalSample: ExpressibleByArgument {
    /// Parses a part such as `10%`.
    public init?(argument: String) {
        self.init(argument)
    }
}
