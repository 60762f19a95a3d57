import MySQLClient

/// The content and the definitions of a whole schema as hashes, to save and compare later or elsewhere.
///
/// The content of a table is what ``TableFingerprint`` hashes. A definition is hashed without the next AUTO_INCREMENT
/// value, without the name of the schema and without DEFINER, so that a restored copy has the same. MariaDB and MySQL
/// give the same contents for the same data, except for types that they store differently (JSON, floating-point
/// numbers with more digits than one of them preserves); their definitions are different texts. Objects that the
/// server hides from the account, such as triggers without the TRIGGER privilege, are not included.
public struct SchemaFingerprint: Sendable, Hashable, Codable {
    /// The content of one table, and its definition, as hashes.
    public struct Table: Sendable, Hashable, Codable {
        /// The table's name.
        public var name: String
        /// The number of rows.
        public var rows: Int
        /// A SHA-256 over all columns of all rows.
        public var content: String
        /// A SHA-256 of the definition.
        public var definition: String

        /// Creates the hashes of a table.
        public init(name: String, rows: Int, content: String, definition: String) {
            self.name = name
            self.rows = rows
            self.content = content
            self.definition = definition
        }
    }

    /// The current layout of the saved form; others are not read.
    public static let currentFormat = 1

    /// The layout of the saved form.
    public var format = SchemaFingerprint.currentFormat
    /// The schema.
    public var database: String
    /// The vendor of the server, `mariadb` or `mysql`.
    public var vendor: String
    /// The selected tables, or nil for all of them and the other objects of the schema.
    public var selection: [String]?
    /// A SHA-256 over all definitions.
    public var schema: String
    /// The tables in the order of their names' bytes.
    public var tables: [Table]
    /// The views, triggers, routines and events; empty when tables were selected.
    public var objects: [SchemaObject]

    /// A SHA-256 over all of it: the rows and the content of each table, and all definitions.
    ///
    /// Two fingerprints of one server have the same digest when nothing differs between them.
    /// - Throws: `SutureError` when libcrypto cannot hash.
    public var digest: String {
        get throws {
            let contents = tables.map { "content \($0.name) \($0.rows) \($0.content)" }
            return try ContentHash.of((contents + ["schema \(schema)"]).joined(separator: "\n"))
        }
    }

    /// Takes the fingerprint of a schema, all tables in one snapshot.
    ///
    /// The state tables of Suture are excluded. Memory does not grow with the rows.
    ///
    /// - Parameters:
    ///   - database: The schema; the session's current one when nil.
    ///   - selection: The tables to read, or nil for all of them and the other objects.
    ///   - session: The session that reads.
    /// - Returns: The fingerprint.
    /// - Throws: `SutureError.Code.noDatabase`, `SutureError.Code.tableMissing` when a selected table does not exist,
    ///   `SutureError.Code.unsupported` when the server cannot hash a row, or the server's error.
    public static func take(
        of database: String? = nil,
        selection: [String]? = nil,
        in session: Session
    ) throws -> SchemaFingerprint {
        guard let schema = try database ?? session.database else {
            throw SutureError(.noDatabase, "No database is chosen.", remedy: "Name the database in the URL.")
        }
        let wanted = selection.map(Set.init)
        let fingerprint = try Fingerprint.take(
            of: schema,
            excluding: { name in wanted.map { !$0.contains(name) } ?? name.hasPrefix(StateNames.prefix) },
            in: session
        )
        let missing = wanted?.subtracting(fingerprint.tables.map(\.name)).sorted() ?? []
        guard missing.isEmpty else {
            throw SutureError(
                .tableMissing,
                "Database \(schema) shows no table of this name: \(missing.joined(separator: ", ")).",
                remedy: "Correct the list of tables, or grant SELECT on them."
            )
        }
        return try SchemaFingerprint(
            database: schema,
            vendor: session.server.vendor.rawValue,
            selection: selection,
            tables: fingerprint.tables.map(Table.init),
            objects: selection == nil ? SchemaObject.read(of: schema, in: session) : []
        )
    }

    /// Creates a fingerprint from its parts, and hashes its definitions.
    init(
        database: String,
        vendor: String,
        selection: [String]?,
        tables: [Table],
        objects: [SchemaObject]
    ) throws {
        self.database = database
        self.vendor = vendor
        self.selection = selection
        self.tables = tables
        self.objects = objects
        let lines = tables.map { "table \($0.name) \($0.definition)" } + objects.map { "\($0.title) \($0.definition)" }
        schema = try ContentHash.of(lines.joined(separator: "\n"))
    }
}

extension SchemaFingerprint.Table {
    /// Creates the hashes of a table that was read.
    package init(_ table: TableFingerprint) throws {
        self.init(
            name: table.name,
            rows: table.rows,
            content: table.content,
            definition: try table.definitionHash
        )
    }
}
