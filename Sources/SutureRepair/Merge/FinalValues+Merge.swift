import MySQLClient
import SutureCore

extension FinalValues {
    /// Creates the values of a merge: with references re-pointed, and the fields of survivors filled.
    ///
    /// - Parameters:
    ///   - closure: The merge, with prepared maps and fields.
    ///   - table: The table.
    ///   - references: The references to re-point; nil for all of the table that change.
    ///   - fields: The fields to fill; nil for all.
    /// - Throws: `SutureError` when a column does not exist; `MySQLError`.
    init(
        closure: MergeClosure,
        table: Table,
        references: [Reference]? = nil,
        fields: Set<String>? = nil
    ) throws {
        let join = ReferenceJoin(layout: closure.layout, workspace: closure.workspace)
        let parts = try join.parts(references ?? closure.layout.references(of: table.name))
        var values = join.values(parts)
        var joins = parts.map(\.outer)
        var changes = parts.map(\.isRepointed)
        let filled = table.name == closure.layout.root.name ? try SurvivorFields(closure: closure).columns : []
        let columns = filled.filter { fields?.contains($0.name) ?? true }
        if !columns.isEmpty {
            joins.append(
                "LEFT JOIN \(closure.workspace.table(SurvivorFields.table)) AS f ON \(MapColumns.match(table, "f", "k", row: "t"))"
            )
            for column in columns {
                let (old, new): (Statement, Statement) = (
                    "t.\(identifier: column.name)", SurvivorFields.value(of: column.name, closure.step)
                )
                changes.append("(f.k_1 IS NOT NULL AND NOT \(column.isSame(new, values[column.name] ?? old)))")
                values[column.name] = "IF(f.k_1 IS NOT NULL, \(new), \(values[column.name] ?? old))"
            }
        }
        self.init(
            joins: joins.joined(separator: " "),
            inner: columns.isEmpty && parts.count == 1 && parts[0].inners.count == 1 ? parts[0].inners[0] : nil,
            isChanged: changes.isEmpty ? "FALSE" : "(\(changes.joined(separator: " OR ")))",
            values: values
        )
    }
}
