import MySQLClient

/// A view, trigger, routine or event of a schema, and its definition as a hash.
public struct SchemaObject: Sendable, Hashable, Codable {
    /// The kind: `view`, `trigger`, `procedure`, `function`, `event` or `sequence`.
    public var kind: String
    /// Its name.
    public var name: String
    /// A SHA-256 of its definition, without DEFINER and without the schema's name.
    public var definition: String

    /// Creates an object from its parts.
    public init(kind: String, name: String, definition: String) {
        self.kind = kind
        self.name = name
        self.definition = definition
    }

    /// The kind and the name.
    public var title: String { "\(kind) \(name)" }
}

extension SchemaObject {
    /// Reads the objects of a schema that the account may see, sorted.
    static func read(of schema: String, in session: Session) throws -> [SchemaObject] {
        let parameters = try parameters(of: schema, in: session)
        let objects = try queries.flatMap { query in
            try session.rows(query + Statement(" = ?", [.text(schema)]))
                .map { row in
                    let kind = try row.get(0, as: String.self).lowercased()
                    let name = try row.get(1, as: String.self)
                    let parts = try (2..<row.values.count).map { try row.get($0, as: String?.self) ?? "" }
                    var text = parts.joined(separator: "\0")
                    if kind == "view" {
                        let plain = SchemaNames(Array(text.utf8)).replacing(schema, with: "")
                        text = String(decoding: plain, as: UTF8.self)
                    }
                    text += parameters["\(kind) \(name)"] ?? ""
                    return SchemaObject(kind: kind, name: name, definition: try ContentHash.of(text))
                }
        }
        return (objects + (try sequences(of: schema, in: session))).sorted { ($0.kind, $0.name) < ($1.kind, $1.name) }
    }

    /// Returns the sequences of a schema of MariaDB, without their current values.
    private static func sequences(of schema: String, in session: Session) throws -> [SchemaObject] {
        guard session.server.vendor == .mariadb else { return [] }
        let names = try session.rows(
            "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = \(schema) AND TABLE_TYPE = 'SEQUENCE'"
        )
        return try names.map { row in
            let name = try row.get(0, as: String.self)
            let definition = try session.firstRow("SHOW CREATE SEQUENCE \(identifier: schema).\(identifier: name)")
            let text = try definition?.get(1, as: String.self) ?? ""
            return SchemaObject(kind: "sequence", name: name, definition: try ContentHash.of(text))
        }
    }

    private static let queries: [Statement] = [
        query("'view'", "TABLE_NAME", ["VIEW_DEFINITION", "CHECK_OPTION", "SECURITY_TYPE"], "VIEWS", "TABLE_SCHEMA"),
        query(
            "'trigger'",
            "TRIGGER_NAME",
            [
                "EVENT_OBJECT_TABLE", "ACTION_TIMING", "EVENT_MANIPULATION", "ACTION_ORDER", "ACTION_STATEMENT",
                "SQL_MODE",
            ],
            "TRIGGERS",
            "TRIGGER_SCHEMA"
        ),
        query(
            "ROUTINE_TYPE",
            "ROUTINE_NAME",
            [
                "DTD_IDENTIFIER", "ROUTINE_DEFINITION", "IS_DETERMINISTIC", "SQL_DATA_ACCESS", "SECURITY_TYPE",
                "SQL_MODE",
            ],
            "ROUTINES",
            "ROUTINE_SCHEMA"
        ),
        query(
            "'event'",
            "EVENT_NAME",
            [
                "EVENT_DEFINITION", "EXECUTE_AT", "INTERVAL_VALUE", "INTERVAL_FIELD", "STARTS", "ENDS", "STATUS",
                "ON_COMPLETION", "SQL_MODE", "TIME_ZONE",
            ],
            "EVENTS",
            "EVENT_SCHEMA"
        ),
    ]

    /// Reads every column as text, since the servers give some of them different types.
    private static func query(
        _ kind: String,
        _ name: String,
        _ columns: [String],
        _ view: String,
        _ schema: String
    ) -> Statement {
        let list = ([kind, name] + columns).map { "CAST(\($0) AS CHAR)" }.joined(separator: ", ")
        return "SELECT \(raw: list) FROM information_schema.\(raw: view) WHERE \(raw: schema)"
    }

    /// Returns the parameters of routines, by kind and name.
    private static func parameters(of schema: String, in session: Session) throws -> [String: String] {
        let rows = try session.rows(
            """
            SELECT ROUTINE_TYPE, SPECIFIC_NAME, PARAMETER_MODE, PARAMETER_NAME, CAST(DTD_IDENTIFIER AS CHAR)
            FROM information_schema.PARAMETERS WHERE SPECIFIC_SCHEMA = \(schema)
            ORDER BY ROUTINE_TYPE, SPECIFIC_NAME, ORDINAL_POSITION
            """
        )
        return try rows.reduce(into: [:]) { parameters, row in
            let texts = try (0..<5).map { try row.get($0, as: String?.self) ?? "" }
            parameters["\(texts[0].lowercased()) \(texts[1])", default: ""] += "\0" + texts[2...].joined(separator: " ")
        }
    }
}
