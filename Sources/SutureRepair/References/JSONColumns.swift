import MySQLClient
import SutureCore

/// Columns with JSON documents, and the ids in a sample of the documents.
struct JSONColumns {
    /// A place in the documents of a column with a name like a reference.
    struct Place {
        let table: Table
        let column: String
        let path: String
        let candidates: Set<String>
    }

    /// The maximum number of documents read from one column, and the maximum size of a document.
    static let sampledDocuments = 1000
    private static let totalDocuments = 100_000
    private static let documentBytes = 65_536

    private let places: [String: [Place]]
    /// The number of documents to read from one column: fewer with many columns.
    let limit: Int

    /// Reads samples of the documents of every JSON column.
    ///
    /// - Parameters:
    ///   - schema: The schema.
    ///   - session: The session.
    ///   - sample: Returns the sample of a table.
    /// - Throws: `MySQLError`.
    init(_ schema: Schema, _ session: Session, sample: (Table) throws -> TableSample) throws {
        let columns = try Self.columns(schema, session)
        limit = min(Self.sampledDocuments, max(50, Self.totalDocuments / max(1, columns.count)))
        var found: [String: [Place]] = [:]
        for (table, column) in columns {
            var paths = JSONPaths()
            let bytes = Statement(String(Self.documentBytes))
            try session.stream(
                """
                SELECT CAST(\(identifier: column) AS CHAR) FROM (\(sample(table).rows([column], limit: limit))) AS s
                WHERE OCTET_LENGTH(\(identifier: column)) <= \(bytes)
                """
            ) { row in
                paths.add(try row.get(0))
            }
            for path in paths.paths {
                let place = Place(
                    table: table,
                    column: column,
                    path: path.text,
                    candidates: NamingConvention.candidates(for: path.name)
                )
                for form in place.candidates { found[form, default: []].append(place) }
            }
        }
        places = found
    }

    /// Returns the places that are named after a table, by the forms of its name.
    func places(named forms: Set<String>) -> [Place] {
        Dictionary(forms.flatMap { places[$0] ?? [] }.map { ("\($0.table.name).\($0.column) \($0.path)", $0) }) { $1 }
            .sorted { $0.key < $1.key }.map(\.value)
    }

    /// Returns the JSON columns: MySQL has a type for JSON; MariaDB has text with a check, for which the type JSON is
    /// an alias.
    private static func columns(_ schema: Schema, _ session: Session) throws -> [(Table, String)] {
        let tables = schema.tables.values.sorted { $0.name < $1.name }
        guard session.server.vendor == .mariadb else {
            return tables.flatMap { table in table.columns.filter { $0.dataType == "json" }.map { (table, $0.name) } }
        }
        let checks = try session.rows(
            """
            SELECT TABLE_NAME AS t, CHECK_CLAUSE AS clause FROM information_schema.CHECK_CONSTRAINTS
            WHERE CONSTRAINT_SCHEMA = \(schema.name) AND LOWER(CHECK_CLAUSE) LIKE 'json_valid(%)'
            """
        )
        let checked = Set(
            try checks.map {
                "\(try $0.get("t", as: String.self)) \(try $0.get("clause", as: String.self).lowercased())"
            }
        )
        return tables.flatMap { table in
            table.columns
                .filter { checked.contains("\(table.name) json_valid(\(quoteIdentifier($0.name).lowercased()))") }
                .map { (table, $0.name) }
        }
    }
}
