import SutureCore

/// Formats the output of `down --plan`: the versions, the rows to revert by table, and the later writes.
struct RollbackText {
    let migrations: [RunReport.Entry]
    let conflicts: ConflictReport
    let tables: [RollbackTable]
    let emptyState: EmptyState?

    struct Object: Encodable {
        let migrations: [RunReport.Entry]
        let tables: [RollbackTable]
        let conflicts: Int
        let rows: [String]
        let definitions: [String]
    }

    var object: Object {
        Object(
            migrations: migrations,
            tables: tables,
            conflicts: conflicts.rows,
            rows: rows,
            definitions: conflicts.definitions.flatMap { $0.details.isEmpty ? [$0.message] : $0.details }
        )
    }

    private var rows: [String] { conflicts.conflicts.map(\.text) }

    func show() {
        for migration in migrations {
            Terminal.print(Terminal.bold("\(migration.version) \(migration.name)"))
            PlanText.show(totals: ChangeTotal.sum(migration.changes))
        }
        Terminal.print(EmptyState.remark("\(migrations.count.of("migration")) would be taken back", emptyState))
        if !tables.isEmpty { showTables() }
        Terminal.print("\(conflicts.rows.of("row")) in conflict\(rows.isEmpty ? "." : ":")")
        for row in rows { Terminal.print("  \(row)") }
        if conflicts.count > rows.count {
            Terminal.print("  and \((conflicts.count - rows.count).grouped) more")
        }
        for error in conflicts.definitions {
            Terminal.print(error.details.isEmpty ? error.message : "\(error.message.dropLast()):")
            for detail in error.details { Terminal.print("  \(detail)") }
        }
    }

    private func showTables() {
        let reasons: [(title: String, count: KeyPath<RollbackTable, Int>)] = [
            ("edited", \.edited), ("deleted", \.deleted), ("key taken", \.occupied),
            ("unique value taken", \.valueTaken), ("referred to", \.referenced),
            ("parent gone", \.parentMissing), ("survivor gone", \.survivorDeleted),
            ("new rows that refer", \.referring),
        ]
        let found = reasons.filter { reason in tables.contains { $0[keyPath: reason.count] > 0 } }
        var text = TextTable(rightAligned: Set(1...(found.count + 2)), indent: 2)
        text.add(["table", "changes to undo", "rows in conflict"] + found.map(\.title))
        for table in tables {
            let counts = [table.changes, table.conflicts] + found.map { table[keyPath: $0.count] }
            text.add([table.table] + counts.map(\.grouped))
        }
        Terminal.print()
        Terminal.print(text.text)
        Terminal.print()
        Terminal.print(
            "Edits of columns that no migration wrote, and rows that were added to a survivor, stay as they are;"
        )
        Terminal.print("the journal does not know them, so they are not counted.")
    }
}
