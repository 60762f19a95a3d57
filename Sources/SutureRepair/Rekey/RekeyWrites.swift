import MySQLClient
import SutureCore

/// The writes of a change of keys: copies, references, deletes, and the values that the copies could not have before.
struct RekeyWrites {
    let layout: RekeyLayout
    let workspace: Workspace

    private var table: Table { layout.table }
    private var map: Statement { workspace.table(RekeyMap.name) }

    func changes() throws -> [TableChange] {
        var changes = [copy()]
        for reference in layout.references { changes.append(try repoint(reference)) }
        changes.append(delete())
        changes.append(takeOver(deletedBy: changes.count))
        return changes
    }

    private func copy() -> TableChange {
        let values = table.writableColumns.map { column -> TableChange.Assignment in
            if column.name == layout.key.name { return .init(column.name, "m.n_1") }
            let late = layout.late.first { $0.column.name == column.name }
            return .init(column.name, late?.value("m.n_1") ?? "t.\(identifier: column.name)")
        }
        return .insert(
            "copy rows of \(table.name) under their new keys",
            table: table,
            set: values,
            joins: """
                JOIN \(map) AS m ON m.n_1 = w.key_1
                JOIN \(table: table) AS t ON t.\(identifier: layout.key.name) = m.o_1
                """,
            stage: "SELECT n_1 FROM \(map)"
        )
    }

    private func repoint(_ reference: Reference) throws -> TableChange {
        let child = try layout.schema.table(reference.table)
        let column = layout.column(reference)
        let comparison = try reference.comparison(column, layout.key.name, in: layout.schema)
        return .update(
            "re-point \(child.name).\(column)",
            table: child,
            set: [TableChange.Assignment(column, comparison.value(of: "m.n_1"))],
            joins: "JOIN \(map) AS m ON \(try layout.match(reference, "t", key: "m.o_1"))",
            filter: "TRUE",
            // References to such a column were checked before.
            movesKeys: true
        )
    }

    private func delete() -> TableChange {
        .delete(
            "delete rows of \(table.name) under their old keys",
            table: table,
            joins: "JOIN \(map) AS m ON m.o_1 = t.\(identifier: layout.key.name)",
            filter: "TRUE"
        )
        .redirecting(to: SurvivorMap(map, going: ["o_1"], staying: ["n_1"]))
        .passingOverReferredRows()
    }

    /// Copies edits of an old row by the application as well, so that a run reads all copies.
    private func takeOver(deletedBy place: Int) -> TableChange {
        .takeOver(
            "complete copied rows of \(table.name)",
            table: table,
            columns: table.writableColumns.filter { $0.name != layout.key.name },
            deletedBy: place,
            in: workspace,
            joins: "JOIN \(map) AS m ON m.n_1 = t.\(identifier: layout.key.name)",
            deletedKeys: ["m.o_1"],
            stage: workspace.isPermanent ? "SELECT n_1 FROM \(map)" : "SELECT n_1 FROM \(map) WHERE late"
        )
    }
}
