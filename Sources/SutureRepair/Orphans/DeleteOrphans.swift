import MySQLClient
import SutureCore

/// Deletes rows with dangling references, or sets the reference to NULL.
///
///     DeleteOrphans(in: "enrollments", whose: ["student_id": "students", "course_id": "courses"])
///
/// A row is an orphan if one of its references is not NULL and does not exist in the parent's primary key.
public struct DeleteOrphans: DataStep {
    /// The treatment of an orphan.
    public enum Remedy: String, Sendable {
        /// The row is deleted.
        case delete
        /// The reference becomes NULL.
        case setNull = "set NULL"
    }

    let table: String
    let references: [(column: String, parent: String)]
    private let remedy: Remedy

    /// Creates a step that repairs the orphans of a table.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - references: Its referring columns, with the parent of each.
    ///   - remedy: The treatment of an orphan.
    public init(in table: String, whose references: KeyValuePairs<String, String>, remedy: Remedy = .delete) {
        self.table = table
        self.references = references.map { ($0.key, $0.value) }
        self.remedy = remedy
    }

    /// The name of the kind: `delete-orphans`.
    public var kind: String { "delete-orphans" }
    /// True: a maintenance applies it again.
    public var repeatsInMaintenance: Bool { true }
    /// A summary with the table and its references.
    public var summary: String {
        let columns = references.map { "\($0.column) → \($0.parent)" }.joined(separator: ", ")
        return "\(remedy.rawValue) orphans of \(table) (\(columns))"
    }

    /// Returns the table and the parents.
    public func tables(in schema: Schema) throws -> Set<String> {
        Set([try schema.table(table).name] + (try references.map { try schema.table($0.parent).name }))
    }

    /// Returns the columns that may name a parent.
    public func references(in schema: Schema) throws -> [RowReference] {
        try references.map { reference in
            let parent = try schema.table(reference.parent)
            return RowReference(try schema.table(table).name, [reference.column], to: parent.name, parent.keyColumns)
        }
    }

    /// Checks that the columns exist, and that each parent has a primary key of one column.
    public func check(_ context: StepContext) throws {
        let table = try context.schema.table(table)
        try table.requireRepairable()
        guard !references.isEmpty else {
            throw SutureError(
                .invalidMigration,
                "The step for orphans of \(table.name) names no reference, so nothing tells which rows are orphans.",
                remedy: "Name the referring columns and the parent of each."
            )
        }
        for reference in references {
            let column = try table.requireColumn(reference.column)
            if remedy == .setNull, !column.isNullable {
                throw SutureError(
                    .invalidMigration,
                    "\(table.name).\(column.name) takes no NULL, so orphans cannot be set to NULL.",
                    remedy: "Delete the orphans, or make the column nullable first."
                )
            }
            guard try context.schema.table(reference.parent).keyColumns.count == 1 else {
                throw SutureError(
                    .unsupported,
                    "\(reference.parent) has no primary key of one column, which \(table.name).\(column.name) could name.",
                    remedy: "Find its orphans with a Delete step and a condition of your own."
                )
            }
        }
    }

    /// Looks for rows that refer to orphans to be deleted.
    public func prepare(_ workspace: Workspace, _ context: StepContext) throws -> [Note] {
        guard remedy == .delete else { return [] }
        return try changes(workspace, context).flatMap { try ReferringRows.notes(to: $0, context) }
    }

    /// Returns the one change.
    public func changes(_ workspace: Workspace, _ context: StepContext) throws -> [TableChange] {
        let schema = try context.schema
        let table = try schema.table(table)
        let tests = try antiJoins(schema)
        let joins = tests.map(\.join).joined(separator: " ")
        let filter = tests.map { "(\($0.isOrphan))" as Statement }.joined(separator: " OR ")
        switch remedy {
        case .delete:
            return [.delete(summary, table: table, joins: joins, filter: filter)]
        case .setNull:
            let values = zip(references, tests)
                .map { reference, test in
                    TableChange.Assignment(
                        reference.column,
                        "IF(\(test.isOrphan), NULL, t.\(identifier: reference.column))"
                    )
                }
            return [.update(summary, table: table, set: values, joins: joins, filter: filter)]
        }
    }

    /// Counts the orphans of each reference.
    public func verify(_ context: StepContext) throws -> [Finding] {
        let schema = try context.schema
        let table = try schema.table(table)
        return try zip(references, antiJoins(schema))
            .compactMap { reference, test in
                let source: Statement = "FROM \(table: table) AS t \(test.join) WHERE \(test.isOrphan)"
                let rows: Int = try context.session.value("SELECT COUNT(*) \(source)") ?? 0
                guard rows > 0 else { return nil }
                let key = table.keyColumns.map { "CAST(t.\(identifier: $0) AS CHAR)" as Statement }
                    .joined(separator: ", ")
                let keys: [String] = try context.session.rows("SELECT CONCAT_WS('/', \(key)) AS k \(source) LIMIT 10")
                    .map { try $0.get("k") }
                return Finding(
                    check: "orphaned-rows",
                    table: table.name,
                    text: "\(table.name).\(reference.column) names no row of \(reference.parent)",
                    rows: rows,
                    keys: keys
                )
            }
    }

    private func antiJoins(_ schema: Schema) throws -> [(join: Statement, isOrphan: Statement)] {
        try references.enumerated()
            .map { position, reference in
                let parent = try schema.table(reference.parent)
                let key: Statement = "\(identifier: parent.keyColumns.first ?? "")"
                let comparison = KeyComparison(
                    column: try schema.table(table).requireColumn(reference.column),
                    key: try parent.requireColumn(parent.keyColumns.first ?? "")
                )
                let alias: Statement = "\(raw: "p\(position)")"
                let column: Statement = "t.\(identifier: reference.column)"
                return (
                    "LEFT JOIN \(table: parent) AS \(alias) ON \(comparison.match("\(alias).\(key)", column))",
                    "\(column) IS NOT NULL AND \(alias).\(key) IS NULL"
                )
            }
    }
}
