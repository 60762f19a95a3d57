/// The base tables of one schema, with their columns, indexes, foreign keys and triggers.
///
/// Suture's own tables are left out. The description is read at once, in a handful of queries, so that a schema of
/// thousands of tables costs little more than one of ten.
public struct Schema: Sendable {
    /// The schema's name.
    public let name: String
    /// The tables by name.
    public let tables: [String: Table]
    /// Foreign keys of other schemas that refer to tables of this one.
    public let foreignReferences: [ForeignKey]
    /// What else the schema has under a table's kind of name, such as views, and what each is.
    let others: [String: String]

    /// Describes a schema.
    init(name: String, tables: [String: Table], foreignReferences: [ForeignKey], others: [String: String]) {
        self.name = name
        self.tables = tables
        self.foreignReferences = foreignReferences
        self.others = others
    }

    /// The table of a name, without regard to case, or nil.
    public func find(_ name: String) -> Table? {
        tables[name] ?? tables.values.first { $0.name.lowercased() == name.lowercased() }
    }

    /// Looks a table up; throws an error that names the nearest ones.
    public func table(_ name: String) throws -> Table {
        if let table = find(name) { return table }
        if let other = others.first(where: { $0.key.lowercased() == name.lowercased() }) {
            throw SutureError(
                .tableMissing,
                "\(other.key) is a \(other.value), not a table whose rows can be changed and journalled.",
                remedy: "Name the table that has the rows."
            )
        }
        throw SutureError(
            .tableMissing,
            tables.isEmpty
                ? "The schema \(self.name) has no tables; the migration needs \(name)."
                : "The schema \(self.name) has no table \(name).",
            remedy: tables.isEmpty
                ? "Check which database you are connected to (--url), or load the schema first."
                : NearestName.hint(for: name, among: tables.keys.sorted())
        )
    }

    /// The foreign keys of this schema that refer to a table, in a stable order.
    public func references(to parent: String) -> [ForeignKey] {
        tables.values
            .flatMap(\.foreignKeys)
            .filter { $0.parentSchema == name && $0.parent == parent }
            .sorted { ($0.table, $0.name) < ($1.table, $1.name) }
    }
}
