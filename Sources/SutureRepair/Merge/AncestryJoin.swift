import MySQLClient
import SutureCore

/// The SQL that moves a survivor to the place of the highest duplicate above it, as ``Ancestry`` has determined.
struct AncestryJoin {
    let layout: MergeLayout
    let workspace: Workspace
    let reference: Reference

    private var table: Table { layout.root }

    /// The workspace table with a row for each member of a class.
    ///
    /// It has the member (`k_1` and so on), the columns of its reference once the rows above it in its class are
    /// deleted (`v_1` and so on), and `differs`, for a survivor that would otherwise become its own descendant.
    var name: String { "h\(layout.keptAncestries.firstIndex(of: reference) ?? 0)" }

    /// The columns of the table that hold the reference.
    var values: [(column: String, name: String)] {
        reference.columns.enumerated().map { ($1, "v_\($0 + 1)") }
    }

    /// Returns the part of the reference with the rows that change their place.
    func added(to part: ReferenceJoin.Part, number: Int) throws -> ReferenceJoin.Part {
        var part = part
        let h: Statement = "\(raw: "h\(number)")"
        let match: Statement = """
            \(try workspace.alias(name, number)) AS \(h)
            ON \(MapColumns.match(table, h, "k", row: "t")) AND \(h).differs
            """
        let isNew =
            try values
            .map { column, name in
                let column = try table.requireColumn(column)
                return "NOT \(column.isSame("\(h).\(identifier: name)", "t.\(identifier: column.name)"))" as Statement
            }
            .joined(separator: " OR ")
        part.inners.append("JOIN \(match) AND (\(isNew))")
        part.outer = part.outer + " LEFT JOIN \(match)"
        part.isRepointed = "(\(part.isRepointed) OR \(h).k_1 IS NOT NULL AND (\(isNew)))"
        let news = values.map { ($0.column, "\(h).\(identifier: $0.name)" as Statement) }
        part.instead = ("\(h).k_1 IS NOT NULL", Dictionary(uniqueKeysWithValues: news))
        return part
    }
}
