import ArgumentParser
import Foundation
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

            With --duplicates TABLE --by COLUMN it counts the rows that are equal; with --near it also proposes rows that \
            look alike, as a text for a person to edit, which a migration takes as ReviewedClasses.
            """
    )

    @OptionGroup var options: ConnectionOptions

    @Flag(help: "Show values of rows, such as the names that occur more than once.")
    var showValues = false

    @Flag(help: "Exit with 2 when something was found.")
    var check = false

    @Option(help: ArgumentHelp("Show what refers to a table, directly or by way of others.", valueName: "table"))
    var references: String?

    @Option(help: ArgumentHelp("Show the rows of a table that are equal in the columns of --by.", valueName: "table"))
    var duplicates: String?

    @Option(help: ArgumentHelp("The columns in which rows are compared, with commas between.", valueName: "columns"))
    var by: String?

    @Flag(help: "With --duplicates, also rows that look alike; shows values of these columns.")
    var near = false

    @Option(help: ArgumentHelp("With --near, the new file to write the proposal to.", valueName: "file"))
    var output: String?

    private var columns: [String] {
        (by ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    func validate() throws {
        if references != nil || duplicates != nil, check || showValues {
            throw ValidationError("--references and --duplicates go with neither --check nor --show-values.")
        }
        if references != nil, duplicates != nil {
            throw ValidationError("--references and --duplicates are asked for one at a time.")
        }
        if (duplicates == nil) != columns.isEmpty {
            throw ValidationError("--duplicates TABLE and --by COLUMN go together.")
        }
        if near, duplicates == nil { throw ValidationError("--near goes with --duplicates.") }
        if output != nil, !near { throw ValidationError("--output goes with --near.") }
    }

    func run() async throws {
        if let references { return try await showReferences(to: references) }
        if let duplicates { return try await showDuplicates(of: duplicates) }
        let found = try await RunnerSession.reading(options) { try await $0.runner.analyze(showsValues: showValues) }
        try FindingsPrinter.show(found, options, clean: "Nothing was found.")
        if check, found.contains(where: { !$0.findings.isEmpty }) { throw ExitCode(ExitStatus.findings) }
    }

    private func showDuplicates(of table: String) async throws {
        let report = try await RunnerSession.reading(options) { session in
            try await session.connection.run { try DuplicatesReport(of: table, by: columns, near: near, in: $0) }
        }
        if let output { try report.writeReview(to: output) }
        if options.format == .json {
            try JSONOutput.print(report)
        } else {
            report.show(writtenTo: output)
        }
    }

    private func showReferences(to table: String) async throws {
        let tree = try await RunnerSession.reading(options) { session in
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
