import MySQLClient

extension Schema {
    /// Reads the schema that the session is connected to.
    ///
    /// - Parameter session: A session with a current database.
    /// - Returns: The current schema.
    /// - Throws: `SutureError.Code.noDatabase` when no database is chosen.
    public static func read(in session: Session) throws -> Schema {
        guard let name = try session.database else {
            throw SutureError(
                .noDatabase,
                "No database is chosen.",
                remedy: "Name it in the URL: --url mysql://user@host/DATABASE."
            )
        }
        var reader = SchemaReader(session: session, schema: name)
        try reader.read()
        let defined = try reader.tablesWithHiddenConstraints().flatMap(DefinedForeignKeys(session: session).keys)
        let keys =
            try ForeignKeyReader(session: session, described: name).keys(of: name)
            .filter { key in !defined.contains { $0.child == key.child && $0.name == key.name } } + defined
        var outside = OutsideTables(session: session, described: name, own: Set(reader.tables.keys))
        try outside.read(keys)
        var tables = reader.tables
        var unread = outside.unread
        for key in keys where key.child.schema == nil {
            guard tables[key.table] != nil else {
                unread.append(key)
                continue
            }
            tables[key.table]?.foreignKeys.append(key)
        }
        return Schema(
            name: name,
            tables: tables,
            outside: outside.tables,
            unreadReferences: unread,
            others: reader.others
        )
    }
}

/// Reads the tables of one schema.
struct SchemaReader {
    let session: Session
    let schema: String
    /// The schema as the tables name it: nil for the described one.
    var owner: String?
    /// The tables to read, or nil for all.
    var only: [String]?
    /// The tables by the names by which the described schema knows them.
    private(set) var tables: [String: Table] = [:]
    private(set) var others: [String: String] = [:]

    init(session: Session, schema: String, owner: String? = nil, only: [String]? = nil) {
        self.session = session
        self.schema = schema
        self.owner = owner
        self.only = only
    }

    mutating func read() throws {
        try readTables()
        try readColumns()
        try readIndexes()
        try readTriggers()
    }

    private func isMeant(_ schemaColumn: Statement = "TABLE_SCHEMA", _ tableColumn: Statement = "TABLE_NAME")
        -> Statement
    {
        let names = only.map { only in
            " AND \(tableColumn) IN (\(only.map { "\($0)" as Statement }.joined(separator: ", ")))" as Statement
        }
        return "\(schemaColumn) = \(schema)\(names ?? "")"
    }

    private func name(_ row: Row) throws -> String {
        Table.name(try row.get("t"), in: owner)
    }

    private mutating func readTables() throws {
        let rows = try session.rows(
            """
            SELECT TABLE_NAME AS name, COALESCE(ENGINE, '') AS engine, COALESCE(TABLE_COLLATION, '') AS collation,
              LOWER(TABLE_TYPE) AS kind
            FROM information_schema.TABLES WHERE \(isMeant())
            """
        )
        for row in rows {
            let name: String = try row.get("name")
            guard !name.hasPrefix(StateNames.prefix) else { continue }
            let kind: String = try row.get("kind")
            guard kind == "base table" else {
                others[name] = kind
                continue
            }
            tables[Table.name(name, in: owner)] = Table(
                schema: owner,
                nameInSchema: name,
                engine: try row.get("engine"),
                collation: try row.get("collation")
            )
        }
    }

    private mutating func readColumns() throws {
        let rows = try session.rows(
            """
            SELECT TABLE_NAME AS t, COLUMN_NAME AS name, COLUMN_TYPE AS type, DATA_TYPE AS data_type,
                   CHARACTER_SET_NAME AS charset, COLLATION_NAME AS collation, IS_NULLABLE AS nullable, EXTRA AS extra,
                   COALESCE(GENERATION_EXPRESSION, '') AS expression, CHARACTER_MAXIMUM_LENGTH AS length,
                   CHARACTER_OCTET_LENGTH AS octets
            FROM information_schema.COLUMNS WHERE \(isMeant()) ORDER BY TABLE_NAME, ORDINAL_POSITION
            """
        )
        for row in rows {
            let extra = try row.get("extra", as: String.self).lowercased()
            let expression = try row.get("expression", as: String.self)
            let column = Column(
                name: try row.get("name"),
                type: try row.get("type"),
                dataType: try row.get("data_type", as: String.self).lowercased(),
                characterSet: try row.get("charset"),
                collation: try row.get("collation"),
                isNullable: try row.get("nullable", as: String.self) == "YES",
                generation: expression.isEmpty ? nil : expression,
                isAutoIncrement: extra.contains("auto_increment"),
                isUpdatedByServer: extra.contains("on update"),
                characterLength: try row.get("length", as: UInt64?.self).flatMap(Int.init(exactly:)),
                byteLength: try row.get("octets", as: UInt64?.self).flatMap(Int.init(exactly:))
            )
            tables[try name(row)]?.columns.append(column)
        }
    }

    private mutating func readIndexes() throws {
        // MariaDB has no keys over expressions, and no such column.
        let expression: Statement = session.server.vendor == .mysql ? "EXPRESSION" : "NULL"
        let rows = try session.rows(
            """
            SELECT TABLE_NAME AS t, INDEX_NAME AS name, NON_UNIQUE AS non_unique, COLUMN_NAME AS part, SUB_PART AS prefix,
              \(expression) AS expression
            FROM information_schema.STATISTICS WHERE \(isMeant())
            ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX
            """
        )
        for row in rows {
            let name: String = try row.get("name")
            let part = Index.Part(
                column: try row.get("part"),
                prefix: try row.get("prefix", as: Int?.self),
                expression: try row.get("expression")
            )
            let table = try self.name(row)
            if let last = tables[table]?.indexes.indices.last, tables[table]?.indexes[last].name == name {
                tables[table]?.indexes[last].parts.append(part)
            } else {
                let isUnique = try row.get("non_unique", as: Int.self) == 0
                tables[table]?.indexes.append(Index(name: name, isUnique: isUnique, parts: [part]))
            }
        }
    }

    private mutating func readTriggers() throws {
        let rows = try session.rows(
            """
            SELECT EVENT_OBJECT_TABLE AS t, TRIGGER_NAME AS name, LOWER(EVENT_MANIPULATION) AS event,
              ACTION_STATEMENT AS body FROM information_schema.TRIGGERS
            WHERE \(isMeant("TRIGGER_SCHEMA", "EVENT_OBJECT_TABLE")) ORDER BY EVENT_OBJECT_TABLE, TRIGGER_NAME
            """
        )
        for row in rows {
            guard let event = ChangeKind(rawValue: try row.get("event")) else { continue }
            let trigger = Trigger(name: try row.get("name"), event: event, body: try row.get("body"))
            tables[try name(row)]?.triggers.append(trigger)
        }
    }

    /// Returns the tables whose constraints the server hides from the account, as MariaDB does from one that may only
    /// read.
    ///
    /// A unique index that is not listed as a constraint reveals it.
    func tablesWithHiddenConstraints() throws -> [Table] {
        let rows = try session.rows(
            "SELECT DISTINCT TABLE_NAME AS t FROM information_schema.TABLE_CONSTRAINTS WHERE TABLE_SCHEMA = \(schema)"
        )
        let visible = Set(try rows.map { try $0.get("t", as: String.self) })
        let unlisted = tables.values.filter { !visible.contains($0.nameInSchema) }
        guard unlisted.contains(where: { $0.indexes.contains(where: \.isUnique) }) else { return [] }
        return unlisted.sorted { $0.name < $1.name }
    }
}
