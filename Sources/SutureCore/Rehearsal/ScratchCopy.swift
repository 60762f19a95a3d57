import MySQLClient

/// Copies the tables that migrations use into a schema of their own on the same server.
///
/// The live tables are only read, in short statements; triggers are not copied.
struct ScratchCopy {
    let session: Session
    let schema: Schema
    let name: String
    /// The part of the rows to copy, with all rows that they refer to; nil for all rows.
    var sample: RehearsalSample?
    /// The references of the sample that no foreign key declares.
    var references: [RowReference] = []

    private static let rowsPerStatement = 20_000

    /// Returns the tables that must be copied for these: all that foreign keys connect to them, in either direction.
    func connected(to tables: Set<String>) -> [Table] {
        var found = tables
        var size = 0
        let keys = schema.foreignKeys.filter { schema.tables[$0.table] != nil && schema.tables[$0.parent] != nil }
        while found.count != size {
            size = found.count
            for key in keys where found.contains(key.table) || found.contains(key.parent) {
                found.formUnion([key.table, key.parent])
            }
        }
        return found.compactMap(schema.find).sorted { $0.name < $1.name }
    }

    /// Creates the schema and copies the tables into it.
    func create(_ tables: [Table]) throws {
        let definitions = try tables.map { table -> String in
            try session.firstRow("SHOW CREATE TABLE \(identifier: table.name)")?.get(1) ?? ""
        }
        do {
            try fill(tables, definitions)
        } catch let error as MySQLError where error.isPrivilege && error.message.hasPrefix("REFERENCES ") {
            throw ScratchPrivileges.error("REFERENCES", on: name)
        }
    }

    private func fill(_ tables: [Table], _ definitions: [String]) throws {
        try session.execute("CREATE DATABASE \(identifier: name)")
        try session.execute("USE \(identifier: name)")
        defer { _ = try? session.execute("USE \(identifier: schema.name)") }
        try session.execute("SET SESSION foreign_key_checks = 0")
        defer { _ = try? session.execute("SET SESSION foreign_key_checks = 1") }
        for (table, definition) in zip(tables, definitions) {
            try session.execute(Statement(definition))
            try copy(table)
        }
        if sample != nil { try completeSample(of: tables) }
        // Without statistics the server chooses other plans than on the tables themselves, which can be far slower.
        for table in tables { _ = try session.rows("ANALYZE LOCAL TABLE \(identifier: table.name)") }
    }

    private func completeSample(of tables: [Table]) throws {
        let declared = schema.foreignKeys.map { key in
            RowReference(key.table, key.columns, to: key.parent, key.parentColumns)
        }
        try SampleClosure(
            session: session,
            source: schema.name,
            tables: tables,
            references: Array(Set(declared + references))
        )
        .complete()
    }

    /// Drops the schema if it exists.
    static func drop(_ name: String, _ session: Session) throws {
        try session.execute("DROP DATABASE IF EXISTS \(identifier: name)")
    }

    private func copy(_ table: Table) throws {
        let columns: Statement = "\(identifiers: table.writableColumns.map(\.name))"
        let source: Statement = "\(identifier: schema.name).\(identifier: table.name)"
        let sampled = sample?.condition(on: table)
        guard table.keyColumns.count == 1, let key = table.keyColumns.first else {
            let condition: Statement = sampled.map { " WHERE \($0)" } ?? ""
            try session.execute(
                "INSERT INTO \(identifier: table.name) (\(columns)) SELECT \(columns) FROM \(source)\(condition)"
            )
            return
        }
        var last: Value?
        while true {
            let condition: Statement = last.map { "WHERE \(identifier: key) > \($0)" } ?? ""
            let window: Statement = """
                FROM \(source) \(condition) ORDER BY \(identifier: key) LIMIT \(raw: String(Self.rowsPerStatement))
                """
            let end: Value? = try session.value("SELECT MAX(k) FROM (SELECT \(identifier: key) AS k \(window)) AS w")
            guard let end else { return }
            let rows: Statement =
                sampled.map { "FROM (SELECT \(columns) \(window)) AS w WHERE \($0)" } ?? window
            try session.execute("INSERT INTO \(identifier: table.name) (\(columns)) SELECT \(columns) \(rows)")
            last = end
        }
    }
}
