import ArgumentParser
import MySQLClient
import SutureCore
import SutureRepair

struct AnalyzeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze",
        abstract: "What is wrong in the database, by what the migrations repair and require; changes nothing.",
        discussion: """
            With --references TABLE it shows instead what refers to a table, declared or not, as a tree. A number after ~ \
            is estimated from the server's statistics and a sample.
            """
    )

    @OptionGroup var options: ConnectionOptions

    @Flag(help: "Show values of rows, such as the names that occur more than once.")
    var showValues = false

    @Flag(help: "Exit with 2 when something was found.")
    var check = false

    @Option(help: ArgumentHelp("Show what refers to a table, directly or by way of others.", valueName: "table"))
    var references: String?

    func validate() throws {
        if references != nil, check || showValues {
            throw ValidationError("--references goes with neither --check nor --show-values.")
        }
    }

    func run() async throws {
        if let references { return try await showReferences(to: references) }
        let found = try await RunnerSession.with(options) { try await $0.runner.analyze(showsValues: showValues) }
        try FindingsPrinter.show(found, options, clean: "Nothing was found.")
        if check, found.contains(where: { !$0.findings.isEmpty }) { throw ExitCode(ExitStatus.findings) }
    }

    private func showReferences(to table: String) async throws {
        let tree = try await RunnerSession.with(options) { session in
            try await session.connection.run { try ReferenceTree.read(of: table, in: $0) }
        }
        if options.format == .json {
            try JSONOutput.print(tree)
        } else {
            Terminal.print(ReferenceTreeText(tree).text)
        }
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
