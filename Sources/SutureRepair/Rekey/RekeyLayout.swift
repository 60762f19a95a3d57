import MySQLClient
import SutureCore

/// The part of a change of keys that depends only on the schema.
struct RekeyLayout {
    let schema: Schema
    let table: Table
    let source: Table
    let key: Column
    let sourceKey: Column
    let columns: [String]
    let graph: ReferenceGraph
    /// The references that name the key.
    let references: [Reference]
    /// The columns that the copy cannot have while the old row exists.
    let late: [LateColumn]

    init(_ step: RekeyRows, _ schema: Schema) throws {
        self.schema = schema
        table = try schema.table(step.table)
        source = try schema.table(step.source.table)
        key = try Self.key(of: table)
        sourceKey = try Self.key(of: source)
        columns = step.source.columns
        graph = try ReferenceGraph(schema: schema, named: step.undeclared, root: table.name)
        let name = key.name
        references = graph.references(to: table.name).filter { $0.parentColumns.contains(name) }
        late = try LateColumn.of(table, key: name, own: references.filter { [table] in $0.table == table.name })
    }

    private static func key(of table: Table) throws -> Column {
        guard table.keyColumns.count == 1 else {
            throw SutureError(
                .unsupported,
                "The primary key of \(table.name) is not one column.",
                remedy: "Only keys of one column can be changed, and be taken from."
            )
        }
        return try table.requireColumn(table.keyColumns[0])
    }

    /// Returns the column of a referring table that holds the key.
    func column(_ reference: Reference) -> String {
        zip(reference.columns, reference.parentColumns).first { $0.1 == key.name }?.0 ?? reference.columns[0]
    }

    /// Returns the condition that a row of the referring table names a key.
    func match(_ reference: Reference, _ row: Statement, key: Statement) throws -> Statement {
        try reference.comparison(column(reference), self.key.name, in: schema)
            .match(key, "\(row).\(identifier: column(reference))", when: reference.condition?.test(row))
    }

    /// FROM and WHERE: rows `t` that should have the key of `s`, and have another.
    var wanted: Statement {
        let match = columns.map { "s.\(identifier: $0) = t.\(identifier: $0)" as Statement }.joined(separator: " AND ")
        let (own, other): (Statement, Statement) = ("t.\(identifier: key.name)", "s.\(identifier: sourceKey.name)")
        return """
            \(table: table) AS t JOIN \(table: source) AS s ON \(match)
            WHERE NOT \(key.isSame(own, other))
            """
    }
}
