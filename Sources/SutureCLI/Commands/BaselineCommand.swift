import ArgumentParser
import SutureCore

struct BaselineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "baseline",
        abstract: "Take versions as applied without running them, for a database that has their changes already."
    )

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var confirmation: ConfirmationOptions

    @Argument(help: "The last version to take as applied.")
    var version: MigrationVersion

    private struct Object: Encodable {
        let baseline: [MigrationVersion]
    }

    func run() async throws {
        let taken = try await RunnerSession.with(options, confirmation: confirmation) {
            try await $0.runner.baseline(at: version)
        }
        if options.format == .json {
            try JSONOutput.print(Object(baseline: taken))
        } else {
            Terminal.print("\(taken.count.of("version")) taken as applied\(taken.isEmpty ? "." : ":")")
            for version in taken { Terminal.print("  \(version)") }
        }
    }
}
