import MySQLClient
import SutureCore

/// Rows with dangling references, among those that a merge names or has adopted, and that no foreign key declares.
///
/// References that a later version has removed are skipped.
struct NamedOrphans {
    let step: MergeDuplicates
    let schema: Schema
    let session: Session

    func findings() throws -> [Finding] { try step.undeclared.compactMap(finding) }

    private func finding(_ reference: MergeReference) throws -> Finding? {
        guard let table = schema.find(reference.table), let column = table.column(reference.column),
            let parent = schema.find(reference.parent ?? step.table), parent.keyColumns.count == 1,
            let key = parent.column(parent.keyColumns[0]), !isDeclared(reference, table, column, parent)
        else { return nil }
        var value: Statement = "t.\(identifier: column.name)"
        var name = "\(table.name).\(column.name)"
        var condition: Statement = "TRUE"
        var match: Statement?
        if let path = reference.path {
            value =
                JSONReferences.Place(table: table, column: column.name, path: path, parent: parent, key: key).value
            name += " \(path)"
            match = "p.\(identifier: key.name) = \(value)"
        }
        if let kind = reference.condition {
            guard table.column(kind.column) != nil else { return nil }
            condition = kind.test("t")
            name += ", where \(kind.column) is \(kind.value),"
        }
        let isNamed = match ?? KeyComparison(column: column, key: key).match("p.\(identifier: key.name)", value)
        let source: Statement = """
            FROM \(table: table) AS t LEFT JOIN \(table: parent) AS p ON \(isNamed)
            WHERE \(condition) AND \(value) IS NOT NULL AND p.\(identifier: key.name) IS NULL
            """
        let rows: Int = try session.value("SELECT COUNT(*) \(source)") ?? 0
        guard rows > 0 else { return nil }
        let keys: [String] = try session.rows("SELECT \(Self.key(of: table)) AS k \(source) LIMIT 10")
            .map { try $0.get("k") }
        let text = "\(name) names no row of \(parent.name)"
        return Finding(check: "orphaned-rows", table: table.name, text: text, rows: rows, keys: keys)
    }

    /// Returns whether a foreign key declares the reference, in which case the watch itself counts its orphans.
    private func isDeclared(_ reference: MergeReference, _ table: Table, _ column: Column, _ parent: Table) -> Bool {
        reference.path == nil
            && table.foreignKeys.contains { $0.columns == [column.name] && $0.parent == parent.name }
    }

    private static func key(of table: Table) -> Statement {
        let columns = table.keyColumns.map { "CAST(t.\(identifier: $0) AS CHAR)" as Statement }
        return columns.isEmpty ? "''" : "CONCAT_WS('/', \(columns.joined(separator: ", ")))"
    }
}
