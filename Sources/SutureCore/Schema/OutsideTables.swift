import MySQLClient

/// The tables of other schemas that refer to the described one, directly or through each other.
struct OutsideTables {
    let session: Session
    /// The described schema.
    let described: String
    /// The names of its own tables.
    let own: Set<String>
    private(set) var tables: [String: Table] = [:]
    /// Keys of tables that could not be read, since the account may not see them or another table has the name.
    private(set) var unread: [ForeignKey] = []

    init(session: Session, described: String, own: Set<String>) {
        self.session = session
        self.described = described
        self.own = own
    }

    /// Reads the tables level by level.
    ///
    /// - Parameter keys: The keys that refer to the described schema.
    /// - Throws: `MySQLError`.
    mutating func read(_ keys: [ForeignKey]) throws {
        var known = Set(keys)
        var seen: Set<ForeignKey.End> = []
        while true {
            let open = known.map(\.child).filter { $0.schema != nil && seen.insert($0).inserted }
            guard !open.isEmpty else { break }
            for (schema, ends) in Dictionary(grouping: open, by: { $0.schema ?? "" }).sorted(by: { $0.key < $1.key }) {
                let names = ends.map(\.name)
                var reader = SchemaReader(session: session, schema: schema, owner: schema, only: names)
                try reader.read()
                tables.merge(reader.tables.filter { !own.contains($0.key) && !$0.value.columns.isEmpty }) { $1 }
                known.formUnion(
                    try ForeignKeyReader(session: session, described: described).keys(of: names, in: schema)
                )
            }
        }
        for key in known.sorted(by: { ($0.table, $0.name) < ($1.table, $1.name) }) where key.child.schema != nil {
            if tables[key.table] == nil {
                unread.append(key)
            } else {
                tables[key.table]?.foreignKeys.append(key)
            }
        }
    }
}
