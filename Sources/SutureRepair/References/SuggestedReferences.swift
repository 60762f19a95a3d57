import SutureCore

/// The columns of a schema that look like undeclared references, by their names and types.
///
/// A name counts only within its own schema: in another one, the same name more likely refers to a table there.
///
/// The names are indexed once, so that finding the references to each of thousands of tables stays cheap.
struct SuggestedReferences {
    private struct Candidate {
        let table: Table
        let column: Column
    }

    private let prefix: String?
    private let candidates: [String: [Candidate]]

    /// Indexes the names of columns.
    ///
    /// - Parameters:
    ///   - schema: The schema.
    ///   - known: References besides the declared ones whose columns are no longer suggested.
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

    /// Returns the columns that look like references to a table; none if its primary key is not one column.
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

    /// Returns the forms in which the name of a table occurs in the names of columns.
    func forms(of table: Table) -> Set<String> {
        NamingConvention.forms(of: table.nameInSchema, prefix: prefix)
    }

    /// Returns whether a column may hold values of a key; an integer also those of another size, which no foreign key
    /// allows.
    func isComparable(_ column: Column, _ key: Column) -> Bool {
        let integers = ["smallint", "mediumint", "int", "bigint"]
        return ColumnAgreement.difference(column, key) == nil
            || integers.contains(column.dataType) && integers.contains(key.dataType)
    }
}
