import SutureCore

/// Formats plans, reports and findings.
enum PlanText {
    static func show(_ plans: [MigrationPlan]) {
        for plan in plans {
            Terminal.print(Terminal.bold("\(plan.version) \(plan.name)"))
            for step in plan.steps {
                show(step)
            }
            Terminal.print()
        }
        let rows = plans.flatMap(\.totals).reduce(0) { $0 + $1.rows }
        Terminal.print("\(plans.count.of("migration")) pending, \(rows.of("row")) to change.")
        explainFigures(of: plans, remedy: "; see plan --exact")
    }

    /// Explains why some figures are not exact, if any.
    static func explainFigures(of plans: [MigrationPlan], remedy: String = "") {
        guard plans.contains(where: { !$0.isExact }) else { return }
        Terminal.print(Terminal.dim("* today's figures: an earlier step changes the same tables\(remedy)"))
    }

    /// Prints one step: its summary, its changes, and its notes.
    static func show(_ step: MigrationPlan.Step) {
        Terminal.print("  \(step.summary)\(step.isExact ? "" : " *")")
        let changes = step.changes.filter { $0.kind != .define }
        if !changes.isEmpty { Terminal.print(lines(changes, indent: 4)) }
        for note in step.notes {
            let mark =
                switch note.level {
                case .info: Terminal.dim("note")
                case .warning: Terminal.yellow("warning")
                case .blocker: Terminal.red("blocks up")
                }
            Terminal.print("    \(mark): \(note.text)")
            if !note.remedy.isEmpty { Terminal.print("      → \(note.remedy)") }
        }
    }

    /// Returns one line for each change: kind, rows, table, and purpose.
    static func lines(_ changes: [PlannedChange], indent: Int) -> String {
        var table = TextTable(rightAligned: [1], indent: indent)
        for change in changes {
            table.add(change.kind.rawValue, change.rows.grouped, change.table, Terminal.dim(change.name))
        }
        return table.text
    }

    /// Prints one line for each table and kind of change.
    static func show(totals: [ChangeTotal]) {
        guard !totals.isEmpty else { return }
        var table = TextTable(rightAligned: [1], indent: 4)
        for total in totals {
            table.add(total.kind.rawValue, total.rows.grouped, total.table)
        }
        Terminal.print(table.text)
    }

    static func show(_ report: RunReport, verb: String) {
        for entry in report.migrations {
            let duration = Duration.milliseconds(entry.milliseconds).readable
            Terminal.print("\(Terminal.green("✓")) \(Terminal.bold("\(entry.version) \(entry.name)"))  \(duration)")
            let changes = entry.changes.filter { $0.kind != .define }
            if !changes.isEmpty { Terminal.print(lines(changes, indent: 4)) }
            for change in entry.changes where change.kind == .define {
                Terminal.print("    \(change.name)")
            }
        }
        Terminal.print("\(report.migrations.count.of("migration")) \(verb).")
    }

    static func show(_ verifications: [MigrationVerification]) {
        for verification in verifications {
            let mark = verification.findings.isEmpty ? Terminal.green("✓") : Terminal.yellow("!")
            Terminal.print("\(mark) \(Terminal.bold("\(verification.version) \(verification.name)"))")
            for finding in verification.findings {
                let rows = finding.rows > 0 ? "\(finding.rows.grouped)  " : ""
                Terminal.print("    \(rows)\(finding.text)  \(Terminal.dim(finding.check))")
                if !finding.keys.isEmpty {
                    let more = finding.rows > finding.keys.count ? ", …" : ""
                    Terminal.print(Terminal.dim("      keys \(finding.keys.joined(separator: ", "))\(more)"))
                }
                for value in finding.values { Terminal.print("      \(value)") }
            }
            for place in verification.superseded {
                Terminal.print(Terminal.dim("    step \(place.step) is superseded by \(place.by)"))
            }
        }
    }
}
