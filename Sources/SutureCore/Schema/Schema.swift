/// The base tables of one schema, with their columns, indexes, foreign keys and triggers.
///
/// Includes tables of other schemas that refer to this one by foreign keys, or to such tables in turn. They are known
/// as `schema.table`.
///
/// Suture's own tables are excluded. The description is read at once, in a few queries, so that a schema of thousands
/// of tables costs little more than one of ten.
public struct Schema: Sendable {
    /// The schema's name.
    public let name: String
    /// The schema's own tables by name.
    public let tables: [String: Table]
    /// The tables of other schemas that refer to this one, by name.
    public let outside: [String: Table]
    /// Foreign keys that refer to described tables from tables which are not described: those of other schemas that
    /// could not be read, and those whose rows cannot be changed and journalled, since the server keeps the past ones
    /// too.
    public let unreadReferences: [ForeignKey]
    /// The other objects of the schema that share the names of tables, such as views, with their kinds.
    let others: [String: String]

    /// Creates the description of a schema.
    init(
        name: String,
        tables: [String: Table],
        outside: [String: Table],
        unreadReferences: [ForeignKey],
        others: [String: String]
    ) {
        self.name = name
        self.tables = tables
        self.outside = outside
        self.unreadReferences = unreadReferences
        self.others = others
    }

    /// Returns the table of a name, without regard to case, or nil.
    public func find(_ name: String) -> Table? {
        if let table = tables[name] ?? outside[name] { return table }
        let lowercased = name.lowercased()
        return tables.values.first { $0.name.lowercased() == lowercased }
            ?? outside.values.first { $0.name.lowercased() == lowercased }
    }

    /// Returns the table of a name; throws an error that names the nearest ones.
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

    /// The foreign keys between described tables, including those of other schemas.
    public var foreignKeys: [ForeignKey] {
        (tables.values.flatMap(\.foreignKeys) + outside.values.flatMap(\.foreignKeys)).filter(leadsToDescribed)
    }

    /// Returns the foreign keys that refer to a table, in a stable order, without those of unreadable tables.
    public func references(to parent: String) -> [ForeignKey] {
        foreignKeys.filter { $0.parent == parent }.sorted { ($0.table, $0.name) < ($1.table, $1.name) }
    }

    private func leadsToDescribed(_ key: ForeignKey) -> Bool {
        key.parentEnd.schema == nil ? tables[key.parent] != nil : outside[key.parent] != nil
    }
}
