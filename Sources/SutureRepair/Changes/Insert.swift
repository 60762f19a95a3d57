import MySQLClient
import SutureCore

/// Adds rows with given primary keys, journalled; rows whose key already exists are skipped.
///
///     Insert(into: "roles", columns: ["id", "name"], rows: [["1", "'ADMIN'"], ["2", "'STUDENT'"]])
public struct Insert: DataStep {
    private let table: String
    private let columns: [String]
    private let rows: [[Statement]]

    /// Adds rows to a table.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - columns: The given columns, the primary key among them; the others take their defaults.
    ///   - rows: SQL expressions, in the order of the columns.
    public init(into table: String, columns: [String], rows: [[Statement]]) {
        self.table = table
        self.columns = columns
        self.rows = rows
    }

    /// The name of the kind: `insert`.
    public var kind: String { "insert" }
    /// A summary with the number of rows and the table.
    public var summary: String { "insert \(rows.count.of("row")) into \(table)" }

    /// Returns the table.
    public func tables(in schema: Schema) throws -> Set<String> {
        [try schema.table(table).name]
    }

    /// Checks that the columns exist, the key among them, and that every row has a value for each.
    public func check(_ context: StepContext) throws {
        let table = try context.schema.table(table)
        try table.requireRepairable()
        let found = try columns.map(table.requireColumn)
        let named = Set(found.map(\.name))
        if let column = found.first(where: \.isGenerated) {
            throw SutureError(
                .invalidMigration,
                "\(table.name).\(column.name) is computed by the server and cannot be set.",
                remedy: "Leave the column out of the step."
            )
        }
        guard table.primaryKey?.parts.allSatisfy({ $0.prefix == nil }) == true else {
            throw SutureError(
                .unsupported,
                "The primary key of \(table.name) holds only the beginning of a column, so rows cannot be told by it.",
                remedy: "Insert the rows by a SQL step, with an inverse of its own."
            )
        }
        guard named.isSuperset(of: table.keyColumns), named.count == columns.count,
            rows.allSatisfy({ $0.count == columns.count })
        else {
            throw SutureError(
                .invalidMigration,
                "The rows for \(table.name) need one value for each named column, the primary key "
                    + "(\(table.keyColumns.joined(separator: ", "))) among them.",
                remedy: "Complete the columns and the rows of the step."
            )
        }
    }

    /// Checks the values with the server, row by row.
    public func checkSQL(_ context: StepContext) throws {
        for (number, row) in rows.enumerated() {
            try context.requireAccepted(
                "SELECT \(row.joined(separator: ", "))",
                "the values of row \(number + 1) for \(table)"
            )
        }
    }

    /// Copies the rows to a table of the workspace, with the column types of the target.
    public func prepare(_ workspace: Workspace, _ context: StepContext) throws -> [Note] {
        let table = try context.schema.table(table)
        let definitions =
            try columns.map(table.requireColumn)
            .map {
                "\(identifier: $0.name) \($0.storageType(isNullable: !table.keyColumns.contains($0.name)))" as Statement
            }
            .joined(separator: ", ")
        try workspace.create("rows", "(\(definitions), PRIMARY KEY (\(identifiers: table.keyColumns)))")
        for row in rows {
            try workspace.fill("rows", columns, from: "SELECT \(row.joined(separator: ", "))")
        }
        return []
    }

    /// Returns the one insert.
    public func changes(_ workspace: Workspace, _ context: StepContext) throws -> [TableChange] {
        let table = try context.schema.table(table)
        let keys = table.keyColumns
        let rows = workspace.table("rows")
        let staged = keys.enumerated()
            .map { "r.\(identifier: $1) = w.\(identifier: "key_\($0 + 1)")" as Statement }
            .joined(separator: " AND ")
        let match = keys.map { "t.\(identifier: $0) = r.\(identifier: $0)" as Statement }.joined(separator: " AND ")
        let names = keys.map { "r.\(identifier: $0)" as Statement }.joined(separator: ", ")
        return [
            .insert(
                summary,
                table: table,
                set: columns.map { TableChange.Assignment($0, "r.\(identifier: $0)") },
                joins: "JOIN \(rows) AS r ON \(staged)",
                stage: """
                    SELECT \(names) FROM \(rows) AS r LEFT JOIN \(table: table) AS t ON \(match)
                    WHERE t.\(identifier: keys.first ?? "") IS NULL
                    """
            )
        ]
    }

    /// Returns no findings: an insert guarantees nothing that could be checked later.
    public func verify(_ context: StepContext) throws -> [Finding] { [] }
}
