import MySQLClient

/// The values of a unique index, computed from the columns of a row as the server computes and compares them.
struct IndexValues {
    let table: Table
    let index: Index

    /// Creates the values of a unique index; nil for a multi-valued one, whose values are not single SQL values.
    init?(_ index: Index, of table: Table) {
        guard !index.parts.contains(where: { $0.expression?.hasSuffix(" array)") == true }) else { return nil }
        self.table = table
        self.index = index
    }

    /// The names of the columns of the index; for an expression, those of its columns.
    var names: [String] {
        index.parts.flatMap { part in
            part.column.map { [$0] } ?? GeneratedValue(table: table, part: part).columns.filter { !$0.isEmpty }.sorted()
        }
    }

    /// The columns whose values the index holds, or computes its values from.
    var columns: Set<String> {
        index.parts.reduce(into: []) { $0.formUnion(GeneratedValue(table: table, part: $1).columns) }
    }

    /// True if only a prefix of a value counts, which no comparison finds by the index.
    var hasPrefix: Bool { index.parts.contains { $0.prefix != nil } }

    /// Returns the values in a row whose writable columns are given.
    func values(_ written: (String) -> Statement) -> [Statement] {
        index.parts.map { part in
            prefixed(GeneratedValue(table: table, part: part).stored(written), part)
        }
    }

    /// Returns the values in a row of the table.
    func values(in alias: Statement) -> [Statement] {
        index.parts.map { part in
            guard let column = part.column else {
                return GeneratedValue(table: table, part: part).stored { "\(alias).\(identifier: $0)" }
            }
            return prefixed("\(alias).\(identifier: column)", part)
        }
    }

    private func prefixed(_ value: Statement, _ part: Index.Part) -> Statement {
        part.prefix.map { "LEFT(\(value), \(raw: String($0)))" } ?? value
    }
}
