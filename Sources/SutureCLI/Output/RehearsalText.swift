import SutureCore

/// Formats the report of a rehearsal.
enum RehearsalText {
    static func show(_ report: RehearsalReport) {
        guard !report.migrations.isEmpty else {
            Terminal.print("Nothing to do.")
            return
        }
        if let copy = report.copy { show(copy) }
        for migration in report.migrations { show(migration) }
        let up = report.migrations.reduce(0) { $0 + $1.milliseconds }
        let down = report.migrations.reduce(0) { $0 + $1.undoMilliseconds }
        let rows = report.totals.reduce(0) { $0 + $1.rows }
        Terminal.print(
            "\(report.migrations.count.of("migration")) rehearsed, \(rows.of("row")) changed: "
                + "up \(Duration.milliseconds(up).readable), down \(Duration.milliseconds(down).readable), "
                + "journal \(report.journalBytes.grouped) bytes."
        )
        if let foretold = report.foretold {
            Terminal.print(
                "Foretold for the database: up \(Duration.milliseconds(foretold.upMilliseconds).readable), "
                    + "down \(Duration.milliseconds(foretold.downMilliseconds).readable), as in a quiet hour."
            )
        }
        outcome("verify", report.findings.flatMap(\.findings).map(\.text), good: "after up, nothing was found")
        outcome("down", report.differences, good: "every byte was back")
    }

    private static func show(_ copy: RehearsalReport.Copy) {
        let duration = Duration.milliseconds(copy.milliseconds).readable
        switch copy.kind {
        case .scratch:
            Terminal.print("On a copy in a schema of its own on \(copy.server), made in \(duration).")
        case .private:
            let source = copy.backup ?? "the database"
            Terminal.print("On a private \(copy.server), loaded from \(source) in \(duration).")
            if copy.server != copy.databaseServer {
                Terminal.print("The database's server is another one, \(copy.databaseServer): it may take other ways.")
            }
        }
        if let percent = copy.samplePercent { showSample(percent) }
    }

    private static func showSample(_ percent: Double) {
        let part = percent == percent.rounded() ? "\(Int(percent))" : "\(percent)"
        Terminal.print(
            "It holds a sample of \(part)% of the rows, and the rows that they refer to: figures are of the sample, and "
                + "duplicates whose equals are not in it are not found."
        )
    }

    private static func show(_ migration: RehearsalReport.Migration) {
        let duration = Duration.milliseconds(migration.milliseconds).readable
        Terminal.print("\(Terminal.bold("\(migration.version) \(migration.name)"))  \(duration)")
        for step in migration.steps {
            Terminal.print("  \(step.summary)  \(Terminal.dim(Duration.milliseconds(step.milliseconds).readable))")
            let changes = step.changes.filter { $0.kind != .define }
            if !changes.isEmpty { Terminal.print(PlanText.lines(changes, indent: 4)) }
            for definition in step.definitions { show(definition) }
        }
    }

    private static func show(_ definition: RehearsalReport.Definition) {
        guard let algorithm = definition.algorithm else { return }
        let others =
            switch definition.lock {
            case "SHARED": "others only read meanwhile"
            case "EXCLUSIVE": "others wait meanwhile"
            default: "others read and write meanwhile"
            }
        let duration = Duration.milliseconds(definition.milliseconds).readable
        Terminal.print("    \(definition.statement)")
        Terminal.print(Terminal.dim("      \(algorithm), \(others), \(duration)"))
    }

    private static func outcome(_ name: String, _ lines: [String], good: String) {
        Terminal.print(lines.isEmpty ? "\(Terminal.green("✓")) \(name): \(good)" : "\(Terminal.red("✗")) \(name):")
        for line in lines { Terminal.print("    \(line)") }
    }
}
