import ArgumentParser
import SutureCore

struct AnalyzeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze",
        abstract: "What is wrong in the database, by what the migrations repair and require; changes nothing."
    )

    @OptionGroup var options: ConnectionOptions

    @Flag(help: "Show values of rows, such as the names that occur more than once.")
    var showValues = false

    @Flag(help: "Exit with 2 when something was found.")
    var check = false

    func run() async throws {
        let found = try await RunnerSession.with(options) { try await $0.runner.analyze(showsValues: showValues) }
        try FindingsPrinter.show(found, options, clean: "Nothing was found.")
        if check, found.contains(where: { !$0.findings.isEmpty }) { throw ExitCode(ExitStatus.findings) }
    }
}

enum FindingsPrinter {
    private struct Object: Encodable {
        let migrations: [MigrationVerification]
        let findings: Int
    }

    static func show(_ found: [MigrationVerification], _ options: ConnectionOptions, clean: String) throws {
        let count = found.flatMap(\.findings).count
        if options.format == .json {
            try JSONOutput.print(Object(migrations: found, findings: count))
            return
        }
        PlanText.show(found)
        Terminal.print(count == 0 ? clean : "\(count.of("finding")).")
    }
}
