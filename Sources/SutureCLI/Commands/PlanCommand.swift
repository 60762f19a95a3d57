import ArgumentParser
import SutureCore

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "What up would change, row for row; changes nothing.",
        discussion: """
            Figures of a step that looks at what an earlier pending step changes are today's. With --exact the pending \
            migrations are run on a copy of the tables concerned, in a schema of its own that is dropped afterwards.
            """
    )

    @OptionGroup var options: ConnectionOptions

    @Option(name: [.long, .customLong("target")], help: "The last version to plan.")
    var to: MigrationVersion?

    @Flag(help: "Find the figures out on a copy of the tables concerned.")
    var exact = false

    @Flag(help: "Exit with 2 when something is pending.")
    var check = false

    func run() async throws {
        let isPending = try await PlanPrinter(options: options, to: to, exact: exact).run()
        if check, isPending { throw ExitCode(ExitStatus.findings) }
    }
}

/// Plans and prints; used by `plan` and `up --dry-run`.
struct PlanPrinter {
    let options: ConnectionOptions
    let to: MigrationVersion?
    let exact: Bool

    private struct Object: Encodable {
        let migrations: [MigrationPlan]
    }

    private struct ExactObject: Encodable {
        let migrations: [RunReport.Entry]
        let totals: [ChangeTotal]
    }

    /// Prints the plan, and returns whether something is pending.
    func run() async throws -> Bool {
        if exact {
            let report = try await RunnerSession.reading(options) { try await $0.runner.exactPlan(to: to) }
            if options.format == .json {
                try JSONOutput.print(ExactObject(migrations: report.migrations, totals: report.totals))
            } else if report.migrations.isEmpty {
                Terminal.print("Nothing to do.")
            } else {
                PlanText.show(report, verb: "would be applied; these are the rows that up will change")
            }
            return !report.migrations.isEmpty
        }
        let plans = try await RunnerSession.reading(options) { try await $0.runner.plan(to: to) }
        if options.format == .json {
            try JSONOutput.print(Object(migrations: plans))
        } else if plans.isEmpty {
            Terminal.print("Nothing to do.")
        } else {
            PlanText.show(plans)
        }
        return !plans.isEmpty
    }
}

extension MigrationVersion: ExpressibleByArgument {
    /// Parses the digits of a version.
    public init?(argument: String) {
        if argument == "0" {
            self.init(0 as Int64)
        } else {
            self.init(argument)
        }
    }
}
