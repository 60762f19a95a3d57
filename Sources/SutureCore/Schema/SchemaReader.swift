import MySQLClient

extension Schema {
    /// Reads the schema that the session is connected to.
    ///
    /// - Parameter session: A session with a current database.
    /// - Returns: The schema as it is now.
    /// - Throws: `SutureError.Code.noDatabase` when no database is chosen.
    public static func read(in session: Session) throws -> Schema {
        guard let name = session.database else {
            throw SutureError(
                .noDatabase,
                "No database is chosen.",
                remedy: "Name it in the URL: --url mysql://user@host/DATABASE."
            )
        }
        var reader = SchemaReader(session: session, schema: name)
        try reader.readTables()
        try reader.readColumns()
        try reader.readIndexes()
        try reader.readTriggers()
        try reader.requireVisibleConstraints()
        let references = try reader.readForeignKeys()
        return Schema(name: name, tables: reader.tables, foreignReferences: references, others: reader.others)
    }
}

private struct SchemaReader {
    let session: Session
    let schema: String
    var tables: [String: Table] = [:]
    var others: [String: String] = [:]

    init(session: Session, schema: String) {
        self.session = session
        self.schema = schema
    }

    mutating func readTables() throws {
        let rows = try session.rows(
            """
            SELECT TABLE_NAME AS name, COALESCE(ENGINE, '') AS engine, COALESCE(TABLE_COLLATION, '') AS collation,
              LOWER(TABLE_TYPE) AS kind
            FROM information_schema.TABLES WHERE TABLE_SCHEMA = \(schema)
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
            tables[name] = Table(name: name, engine: try row.get("engine"), collation: try row.get("collation"))
        }
    }

    mutating func readColumns() throws {
        let rows = try session.rows(
            """
            SELECT TABLE_NAME AS t, COLUMN_NAME AS name, COLUMN_TYPE AS type, DATA_TYPE AS data_type,
                   CHARACTER_SET_NAME AS charset, COLLATION_NAME AS collation, IS_NULLABLE AS nullable, EXTRA AS extra,
                   COALESCE(GENERATION_EXPRESSION, '') AS expression, CHARACTER_MAXIMUM_LENGTH AS length
            FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = \(schema) ORDER BY TABLE_NAME, ORDINAL_POSITION
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
                characterLength: try row.get("length", as: UInt64?.self).flatMap(Int.init(exactly:))
            )
            tables[try row.get("t", as: String.self)]?.columns.append(column)
        }
    }

    mutating func readIndexes() throws {
        // MariaDB has no keys over expressions, and no such column.
        let expression: Statement = session.server.vendor == .mysql ? "EXPRESSION" : "NULL"
        let rows = try session.rows(
            """
            SELECT TABLE_NAME AS t, INDEX_NAME AS name, NON_UNIQUE AS non_unique, COLUMN_NAME AS part, SUB_PART AS prefix,
              \(expression) AS expression
            FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = \(schema)
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
            let table: String = try row.get("t")
            if let last = tables[table]?.indexes.indices.last, tables[table]?.indexes[last].name == name {
                tables[table]?.indexes[last].parts.append(part)
            } else {
                let isUnique = try row.get("non_unique", as: Int.self) == 0
                tables[table]?.indexes.append(Index(name: name, isUnique: isUnique, parts: [part]))
            }
        }
    }

    mutating func readTriggers() throws {
        let rows = try session.rows(
            """
            SELECT EVENT_OBJECT_TABLE AS t, TRIGGER_NAME AS name, LOWER(EVENT_MANIPULATION) AS event,
              ACTION_STATEMENT AS body FROM information_schema.TRIGGERS
            WHERE TRIGGER_SCHEMA = \(schema) ORDER BY EVENT_OBJECT_TABLE, TRIGGER_NAME
            """
        )
        for row in rows {
            guard let event = ChangeKind(rawValue: try row.get("event")) else { continue }
            let trigger = Trigger(name: try row.get("name"), event: event, body: try row.get("body"))
            tables[try row.get("t", as: String.self)]?.triggers.append(trigger)
        }
    }

    /// Throws when the server hides constraints from the account, as MariaDB does from one that may only read.
    ///
    /// Without the foreign keys every plan, check and repair would be wrong; a primary key that is an index and no
    /// constraint gives it away.
    func requireVisibleConstraints() throws {
        let rows = try session.rows(
            """
            SELECT TABLE_NAME AS t FROM information_schema.TABLE_CONSTRAINTS
            WHERE TABLE_SCHEMA = \(schema) AND CONSTRAINT_TYPE = 'PRIMARY KEY'
            """
        )
        let visible = Set(try rows.map { try $0.get("t", as: String.self) })
        let hidden = tables.values.filter { table in
            table.indexes.contains { $0.name == "PRIMARY" } && !visible.contains(table.name)
        }
        guard let first = hidden.map(\.name).min() else { return }
        throw SutureError(
            .privilegeMissing,
            "The account may not see the foreign keys of \(hidden.count) tables, such as \(first).",
            remedy: "Grant it a privilege besides SELECT on the schema, such as REFERENCES."
        )
    }

    /// Fills the foreign keys of this schema's tables in, and returns those of other schemas that refer to them.
    mutating func readForeignKeys() throws -> [ForeignKey] {
        let rows = try session.rows(
            """
            SELECT k.CONSTRAINT_SCHEMA AS s, k.TABLE_NAME AS t, k.CONSTRAINT_NAME AS name, k.COLUMN_NAME AS part,
                   k.REFERENCED_TABLE_SCHEMA AS parent_schema, k.REFERENCED_TABLE_NAME AS parent,
                   k.REFERENCED_COLUMN_NAME AS parent_part, r.DELETE_RULE AS on_delete, r.UPDATE_RULE AS on_update
            FROM information_schema.KEY_COLUMN_USAGE AS k
            JOIN information_schema.REFERENTIAL_CONSTRAINTS AS r
              ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME
             AND r.TABLE_NAME = k.TABLE_NAME
            WHERE k.REFERENCED_TABLE_NAME IS NOT NULL
              AND (k.TABLE_SCHEMA = \(schema) OR k.REFERENCED_TABLE_SCHEMA = \(schema))
            ORDER BY k.CONSTRAINT_SCHEMA, k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION
            """
        )
        var keys: [ForeignKey] = []
        for row in rows {
            let name: String = try row.get("name")
            let table: String = try row.get("t")
            let owner: String = try row.get("s")
            if let last = keys.last, last.name == name, last.table == table, last.schema == owner {
                keys[keys.count - 1].columns.append(try row.get("part"))
                keys[keys.count - 1].parentColumns.append(try row.get("parent_part"))
            } else {
                keys.append(
                    ForeignKey(
                        name: name,
                        schema: owner,
                        table: table,
                        columns: [try row.get("part")],
                        parentSchema: try row.get("parent_schema"),
                        parent: try row.get("parent"),
                        parentColumns: [try row.get("parent_part")],
                        onDelete: try row.get("on_delete"),
                        onUpdate: try row.get("on_update")
                    )
                )
            }
        }
        for key in keys where key.schema == schema {
            tables[key.table]?.foreignKeys.append(key)
        }
        return keys.filter { $0.schema != schema && !$0.table.hasPrefix(StateNames.prefix) }
    }
}
