import ArgumentParser
import SutureCore

struct RehearseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Run the pending migrations, verify them and take them back, on a copy; the database is only read.",
        discussion: """
            The copy holds the tables concerned, without their triggers, in a schema of its own on the same server, and is \
            dropped afterwards. Exits with 2 when verify finds something, or when down does not bring every byte back.
            """
    )

    @OptionGroup var options: ConnectionOptions

    @Option(name: [.long, .customLong("target")], help: "The last version to rehearse.")
    var to: MigrationVersion?

    func run() async throws {
        let report = try await RunnerSession.with(options) { try await $0.runner.rehearse(to: to) }
        if options.format == .json {
            try JSONOutput.print(report)
        } else {
            RehearsalText.show(report)
        }
        if !report.isGood { throw ExitCode(ExitStatus.findings) }
    }
}
