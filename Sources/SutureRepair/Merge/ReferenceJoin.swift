import MySQLClient
import SutureCore

/// The SQL that relates a row `t` of a referring table to the new values of its references.
///
/// A workspace table `m0`, `m1` and so on holds, for each table of the layout's order, the duplicates (`o_1`, `o_2` and
/// so on, by primary key), the survivor of each (`n_1` and so on), and the rank of the duplicate in its class
/// (`place`). References that name another key, or one that moves, use a ``KeyMap``.
struct ReferenceJoin {
    let layout: MergeLayout
    let workspace: Workspace

    /// The kind of values that references get.
    enum Values {
        /// The final values.
        case final
        /// The current key of the survivor, before that key moves.
        case present
    }

    /// The parts of a statement for one reference.
    struct Part {
        /// Joins that each keep rows whose reference is re-pointed, and together all of them.
        var inners: [Statement]
        /// A join that keeps all rows.
        var outer: Statement
        /// Tests whether the reference is re-pointed, under the outer join.
        var isRepointed: Statement
        /// The new value of each referring column, NULL if the reference is not re-pointed.
        let values: [(column: String, value: Statement)]
        /// The condition under which the row gets other values instead, and these values; see ``Ancestry``.
        var instead: (condition: Statement, values: [String: Statement])?
    }

    /// Returns the parts for references, with their own aliases; `first` is the number of the first use of a map in the
    /// statement.
    func parts(_ references: [Reference], first: Int = 0, values: Values = .final) throws -> [Part] {
        try references.enumerated()
            .map { number, reference in
                let part = try mapped(reference, number: number + first, values)
                guard layout.keepsAncestry(reference) else { return part }
                return try AncestryJoin(layout: layout, workspace: workspace, reference: reference)
                    .added(to: part, number: number + first)
            }
    }

    /// Returns the new value of every referring column; for a column of several references, the first re-pointed one
    /// decides.
    func values(_ parts: [Part]) -> [String: Statement] {
        var news = Dictionary(grouping: parts.flatMap(\.values), by: \.column)
            .mapValues { values -> Statement in
                let column: Statement = "t.\(identifier: values[0].column)"
                return "COALESCE(\((values.map(\.value) + [column]).joined(separator: ", ")))"
            }
        for instead in parts.compactMap(\.instead) {
            for (column, value) in instead.values {
                news[column] = "IF(\(instead.condition), \(value), \(news[column] ?? "NULL"))"
            }
        }
        return news
    }

    /// Returns the part of a reference that follows only the rows of its parent.
    func mapped(_ reference: Reference, number: Int, _ values: Values = .final) throws -> Part {
        let parent = try layout.schema.table(reference.parent)
        guard let place = layout.number(of: parent.name) else { throw unknown(parent) }
        let m: Statement = "\(raw: "m\(number)")"
        let pairs = zip(reference.columns, reference.parentColumns)
        let map: Statement
        var isGoing: Statement = "TRUE"
        var columns: [(referring: String, from: String, to: String)] = []
        if try layout.usesKeyMap(reference), let keys = try KeyMap(parent, layout) {
            map = try workspace.alias(KeyMap.name(place), number)
            columns = pairs.map { ($0, keys.column("c", $1), keys.column(values == .final ? "f" : "s", $1)) }
            isGoing = values == .present ? "\(m).goes" : "TRUE"
        } else {
            map = try workspace.alias("m\(place)", number)
            columns = pairs.map { column, key in
                let position = (parent.keyColumns.firstIndex(of: key) ?? 0) + 1
                return (column, "o_\(position)", "n_\(position)")
            }
        }
        let sources = Dictionary(zip(reference.parentColumns, columns.map(\.from))) { first, _ in first }
        let match = try reference.match("t", in: layout.schema) { "\(m).\(identifier: sources[$0] ?? "")" }
        return Part(
            inners: ["JOIN \(map) AS \(m) ON \(match) AND \(isGoing)"],
            // Joined also if its parent's key moves later: its value is then the current one, which others leave
            // unchanged.
            outer: "LEFT JOIN \(map) AS \(m) ON \(match)",
            isRepointed: "(\(m).o_1 IS NOT NULL AND \(isGoing))",
            values: try zip(columns, reference.parentColumns)
                .map { column, key in
                    let comparison = try reference.comparison(column.referring, key, in: layout.schema)
                    return (column.referring, comparison.value(of: "\(m).\(identifier: column.to)"))
                }
        )
    }

    /// Returns a join that finds whether the row `t` of a table itself is a duplicate, and the condition that it is
    /// not.
    func stays(_ table: Table, use number: Int) throws -> (join: Statement, condition: Statement)? {
        guard let place = layout.number(of: table.name) else { return nil }
        let map = try workspace.alias("m\(place)", number)
        let own: Statement = "\(raw: "own\(number)")"
        return ("LEFT JOIN \(map) AS \(own) ON \(MapColumns.match(table, own, "o", row: "t"))", "\(own).o_1 IS NULL")
    }

    private func unknown(_ table: Table) -> SutureError {
        SutureError(.invalidMigration, "\(table.name) is not merged.", remedy: "Remove the reference to it.")
    }
}

/// The columns of the tables that map duplicates to survivors.
enum MapColumns {
    /// Returns the columns for a table's primary key, with a prefix: `o` for the duplicate, `n` for the survivor.
    static func names(_ table: Table, _ prefix: String) -> [String] {
        table.keyColumns.indices.map { "\(prefix)_\($0 + 1)" }
    }

    /// Tests that a row of the table is the one that the map's columns with a prefix name.
    static func match(_ table: Table, _ map: Statement, _ prefix: String, row: Statement) -> Statement {
        zip(table.keyColumns, names(table, prefix))
            .map { "\(map).\(identifier: $1) = \(row).\(identifier: $0)" as Statement }
            .joined(separator: " AND ")
    }

    /// Tests that a staged row `w` is the one that the map's columns with a prefix name.
    static func stagedMatch(_ table: Table, _ map: Statement, _ prefix: String) -> Statement {
        names(table, prefix).enumerated()
            .map { "\(map).\(identifier: $1) = w.\(identifier: "key_\($0 + 1)")" as Statement }
            .joined(separator: " AND ")
    }

    /// Returns the definitions of the columns with a prefix.
    static func definitions(_ table: Table, _ prefix: String) throws -> [Statement] {
        try zip(table.keyColumns, names(table, prefix))
            .map { column, name in
                "\(identifier: name) \(try table.requireColumn(column).storageType(isNullable: false))"
            }
    }
}
