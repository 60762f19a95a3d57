import MySQLClient
import SutureCore

/// A reference from columns of one table to columns of another, declared by a foreign key or named by the migration.
struct Reference: Hashable {
    let table: String
    let columns: [String]
    let parent: String
    let parentColumns: [String]
    /// The foreign key's name, or nil for an undeclared reference.
    let declaredBy: String?
    /// The condition for the referring rows, or nil for all.
    var condition: ReferenceCondition?

    var text: String {
        "\(table).\(columns.joined(separator: ", "))"
    }

    /// The same reference, as a rehearsal on a sample follows it.
    var rows: RowReference {
        RowReference(table, columns, to: parent, parentColumns, when: condition?.test("c"))
    }
}

/// The references of a schema that concern a merge.
struct ReferenceGraph {
    let schema: Schema
    let references: [Reference]

    /// Collects the declared references and the named ones.
    init(schema: Schema, named: [MergeReference], root: String) throws {
        self.schema = schema
        var found = schema.foreignKeys
            .map { key in
                Reference(
                    table: key.table,
                    columns: key.columns,
                    parent: key.parent,
                    parentColumns: key.parentColumns,
                    declaredBy: key.name
                )
            }
        for reference in named where reference.path == nil {
            let table = try schema.table(reference.table)
            let column = try table.requireColumn(reference.column)
            let condition = try reference.condition.map {
                ReferenceCondition(column: try table.requireColumn($0.column).name, value: $0.value)
            }
            let parent = try schema.table(reference.parent ?? root)
            guard parent.keyColumns.count == 1 else {
                throw SutureError(
                    .unsupported,
                    "\(table.name).\(column.name) cannot refer to \(parent.name), whose primary key is not one column.",
                    remedy: "Declare a foreign key for this reference first."
                )
            }
            let isDeclared = found.contains {
                $0.table == table.name && $0.columns == [column.name] && $0.parent == parent.name
                    && ($0.condition == nil || $0.condition == condition)
            }
            if !isDeclared {
                found.append(
                    Reference(
                        table: table.name,
                        columns: [column.name],
                        parent: parent.name,
                        parentColumns: parent.keyColumns,
                        declaredBy: nil,
                        condition: condition
                    )
                )
            }
        }
        references = found.sorted { ($0.table, $0.text, $0.parent) < ($1.table, $1.text, $1.parent) }
    }

    /// The references that no foreign key declares.
    var undeclared: [RowReference] {
        references.filter { $0.declaredBy == nil }.map(\.rows)
    }

    func references(to parent: String) -> [Reference] {
        references.filter { $0.parent == parent }
    }

    func references(from table: String) -> [Reference] {
        references.filter { $0.table == table }
    }

    /// Returns columns that look like undeclared references to a table, by their name and type.
    func suggestions(for parent: Table, ignoring: [MergeReference]) -> [Reference] {
        SuggestedReferences(schema, known: references).references(to: parent, ignoring: ignoring)
    }

    /// Returns the root and every table that may lose rows with it, each after all of its parents among them.
    ///
    /// - Parameters:
    ///   - root: The merged table.
    ///   - isMergeable: Returns whether rows of a table below the root may be merged or deleted, or their keys may
    ///   move.
    /// - Returns: The names of the tables; those that refer to one another in a cycle are together, and the root comes
    ///   first.
    func components(from root: String, isMergeable: (String) -> Bool) -> [[String]] {
        let mergeable = Set(references.map(\.table).filter { $0 == root || isMergeable($0) })
        let children = Dictionary(grouping: references.filter { mergeable.contains($0.table) }, by: \.parent)
            .mapValues { Set($0.map(\.table)).sorted().reversed() as [String] }
        return StrongComponents.of([root]) { children[$0] ?? [] }.reversed()
            .map { tables in tables.sorted { ($0 == root ? 0 : 1, $0) < ($1 == root ? 0 : 1, $1) } }
    }
}
