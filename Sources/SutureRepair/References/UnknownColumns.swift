import SutureCore

/// The columns of a schema that may hold keys of a table, and of which neither a foreign key, nor the migration, nor their name
/// says whether they do.
struct UnknownColumns {
    let graph: ReferenceGraph
    let parent: Table
    let key: Column
    let ignored: [MergeReference]
    /// The references that the migration names; those in documents are not in the graph.
    ///
    /// Nil when columns that are named after the table count as well.
    var named: [MergeReference]?

    /// The columns, with their tables.
    func all() -> [(table: Table, column: Column)] {
        let suggested = SuggestedReferences(graph.schema, known: graph.references)
        var known = Set((ignored + (named ?? [])).map { Self.place($0.table, $0.column) })
        let alike = named == nil ? [] : suggested.references(to: parent)
        for reference in graph.references + alike {
            known.formUnion(reference.columns.map { Self.place(reference.table, $0) })
        }
        return graph.schema.tables.values.sorted { $0.name < $1.name }
            .flatMap { table in
                table.columns.map { (table: table, column: $0) }
                    .filter { !$1.isGenerated && !known.contains(Self.place($0.name, $1.name)) }
                    .filter { !($0.name == parent.name && $1.name == key.name) }
            }
    }

    /// Whether a column can hold a key as one of its values.
    func mayHoldKey(_ column: Column) -> Bool {
        guard !column.isAutoIncrement else { return false }
        let integers = ["smallint", "mediumint", "int", "bigint"]
        if integers.contains(key.dataType) {
            return integers.contains(column.dataType) || column.isText && (column.characterLength ?? 0) <= 64
        }
        if key.isText { return column.isText }
        if key.dataType.hasSuffix("binary") { return column.dataType.hasSuffix("binary") }
        return key.dataType == column.dataType && key.dataType == "uuid"
    }

    /// Whether a column is named after another table.
    func namesAnother(_ column: Column) -> Bool {
        let candidates = NamingConvention.candidates(for: column.name)
        return !candidates.isDisjoint(with: others) && candidates.isDisjoint(with: forms(of: parent))
    }

    /// The pair of a column with one that names the kind of table, if it has one.
    func pair(of column: Column, in table: Table) -> PolymorphicPair? {
        PolymorphicPair.all(of: graph.schema) { others.contains($0) || forms(of: parent).contains($0) }
            .first { $0.table.name == table.name && $0.id.name == column.name }
    }

    /// Whether a kind names the table.
    func isNamed(by kind: String) -> Bool { forms(of: parent).contains(PolymorphicPair.name(of: kind)) }

    private var others: Set<String> {
        graph.schema.tables.values.filter { $0.name != parent.name }
            .reduce(into: []) { $0.formUnion(forms(of: $1)) }
    }

    private func forms(of table: Table) -> Set<String> {
        NamingConvention.forms(
            of: table.nameInSchema,
            prefix: NamingConvention.sharedPrefix(of: graph.schema.tables.keys)
        )
    }

    private static func place(_ table: String, _ column: String) -> String { "\(table).\(column)".lowercased() }
}
