import SutureCore

/// The columns of a schema that look like undeclared references, by their names and types.
///
/// A name counts within its own schema alone: the same name in another one more likely names a table there.
///
/// The names are looked through once, so that asking for the references to each of thousands of tables stays cheap.
struct SuggestedReferences {
    private struct Candidate {
        let table: Table
        let column: Column
    }

    private let prefix: String?
    private let candidates: [String: [Candidate]]

    /// Looks the names of columns through.
    ///
    /// - Parameters:
    ///   - schema: The schema.
    ///   - known: References besides the declared ones whose columns are not suggested any more.
    init(_ schema: Schema, known: [Reference] = []) {
        prefix = NamingConvention.sharedPrefix(of: schema.tables.keys)
        var found: [String: [Candidate]] = [:]
        let named = Dictionary(grouping: known, by: \.table).mapValues { Set($0.flatMap(\.columns)) }
        let tables = Array(schema.tables.values) + schema.outside.values
        for table in tables.sorted(by: { $0.name < $1.name }) {
            let taken = Set(table.foreignKeys.flatMap(\.columns)).union(named[table.name] ?? [])
            for column in table.columns where !taken.contains(column.name) {
                for form in NamingConvention.candidates(for: column.name) {
                    found[form, default: []].append(Candidate(table: table, column: column))
                }
            }
        }
        candidates = found
    }

    /// The columns that look like references to a table; none when its primary key is not one column.
    func references(to parent: Table, ignoring: [MergeReference] = []) -> [Reference] {
        guard parent.keyColumns.count == 1, let key = parent.column(parent.keyColumns[0]) else { return [] }
        let ignored = Set(ignoring.map { "\($0.table).\($0.column)".lowercased() })
        let found = forms(of: parent).flatMap { candidates[$0] ?? [] }
            .filter { candidate in
                candidate.table.schema == parent.schema && isComparable(candidate.column, key)
                    && !(candidate.table.name == parent.name && candidate.column.name == key.name)
                    && !ignored.contains("\(candidate.table.name).\(candidate.column.name)".lowercased())
            }
            .map { candidate in
                Reference(
                    table: candidate.table.name,
                    columns: [candidate.column.name],
                    parent: parent.name,
                    parentColumns: parent.keyColumns,
                    declaredBy: nil
                )
            }
        return Set(found).sorted { ($0.table, $0.text) < ($1.table, $1.text) }
    }

    /// The forms in which the name of a table occurs in the names of columns.
    func forms(of table: Table) -> Set<String> {
        NamingConvention.forms(of: table.nameInSchema, prefix: prefix)
    }

    /// Whether a column may hold values of a key; an integer also those of another size, which no foreign key could declare.
    func isComparable(_ column: Column, _ key: Column) -> Bool {
        let integers = ["smallint", "mediumint", "int", "bigint"]
        return ColumnAgreement.difference(column, key) == nil
            || integers.contains(column.dataType) && integers.contains(key.dataType)
    }
}
