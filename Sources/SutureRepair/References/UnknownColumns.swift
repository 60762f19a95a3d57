import SutureCore

/// The columns of a schema that may hold keys of a table, without a foreign key, a mention in the migration or a name
/// that would settle it.
struct UnknownColumns {
    let graph: ReferenceGraph
    let parent: Table
    let key: Column
    /// The columns, with their tables.
    let all: [(table: Table, column: Column)]
    /// The forms in which columns may name the table, and in which they may name another one.
    private let names: (own: Set<String>, others: Set<String>)

    /// Collects the columns.
    ///
    /// - Parameters:
    ///   - graph: The known references.
    ///   - keys: The keys, with their table.
    ///   - ignored: Columns that are not references.
    ///   - named: The references that the migration names; those in documents are not in the graph. Nil to include
    ///   columns that are named after the table.
    init(graph: ReferenceGraph, keys: RetiredKeys, ignored: [MergeReference], named: [MergeReference]?) {
        self.graph = graph
        let (parent, key) = (keys.parent, keys.key)
        (self.parent, self.key) = (parent, key)
        let suggested = SuggestedReferences(graph.schema, known: graph.references)
        let tables = graph.schema.tables.values.sorted { $0.name < $1.name }
        names = (
            suggested.forms(of: parent),
            tables.filter { $0.name != parent.name }.reduce(into: []) { $0.formUnion(suggested.forms(of: $1)) }
        )
        var known = Set((ignored + (named ?? [])).map { Self.place($0.table, $0.column) })
        known.insert(Self.place(parent.name, key.name))
        let alike = named == nil ? [] : suggested.references(to: parent)
        for reference in graph.references + alike {
            known.formUnion(reference.columns.map { Self.place(reference.table, $0) })
        }
        all = tables.flatMap { table in
            table.columns.filter { !$0.isGenerated && !known.contains(Self.place(table.name, $0.name)) }
                .map { (table, $0) }
        }
    }

    /// Returns whether a column can hold a key as one of its values.
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

    /// Returns whether a column is named after another table.
    func namesAnother(_ column: Column) -> Bool {
        let candidates = NamingConvention.candidates(for: column.name)
        return !candidates.isDisjoint(with: names.others) && candidates.isDisjoint(with: names.own)
    }

    /// Returns whether a column is named after the table, as one key of it or as several.
    func namesParent(_ column: Column) -> Bool {
        let singular = column.name.hasSuffix("s") ? String(column.name.dropLast()) : column.name
        return [column.name, singular]
            .contains { !NamingConvention.candidates(for: $0).isDisjoint(with: names.own) }
    }

    /// Returns the pair of a column with one that names the kind of table, if it exists.
    func pair(of column: Column, in table: Table) -> PolymorphicPair? {
        PolymorphicPair.all(of: graph.schema) { names.others.contains($0) || names.own.contains($0) }
            .first { $0.table.name == table.name && $0.id.name == column.name }
    }

    /// Returns whether a kind names the table.
    func isNamed(by kind: String) -> Bool { names.own.contains(PolymorphicPair.name(of: kind)) }

    private static func place(_ table: String, _ column: String) -> String { "\(table).\(column)".lowercased() }
}
