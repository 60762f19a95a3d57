import MySQLClient
import SutureCore

/// Deletes the rows that a condition finds, journalled.
///
///     Delete(from: "sessions", where: "expires_at < '2026-01-01'")
///
/// Rows that others refer to by a foreign key are not deleted: no cascade may fire, since no journal would see it. The plan
/// says so, and `up` refuses.
public struct Delete: DataStep {
    private let table: String
    private let condition: Statement
    /// Whether each maintenance deletes such rows again.
    public let repeatsInMaintenance: Bool

    /// Deletes the rows of a table that meet a condition.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - condition: Which rows; SQL over the table's columns.
    ///   - repeatedly: Whether each maintenance deletes the rows that meet the condition by then; what was meant once, such
    ///     as the rows of a term, is not.
    public init(from table: String, where condition: Statement, repeatedly: Bool = false) {
        self.table = table
        self.condition = condition
        repeatsInMaintenance = repeatedly
    }

    /// The name of the kind: `delete`.
    public var kind: String { "delete" }
    /// The table.
    public var summary: String { "delete from \(table)" }

    /// The table.
    public func tables(in schema: Schema) throws -> Set<String> {
        [try schema.table(table).name]
    }

    /// Asks the server about the condition.
    public func checkSQL(_ context: StepContext) throws {
        try AuthoredSQL(table: context.schema.table(table), context: context).require(condition: condition)
    }

    /// Looks for rows that refer to those which would go.
    public func prepare(_ workspace: Workspace, _ context: StepContext) throws -> [Note] {
        let changes = try changes(workspace, context)
        return try changes.flatMap { try ReferringRows.notes(to: $0, context) }
    }

    /// The one delete.
    public func changes(_ workspace: Workspace, _ context: StepContext) throws -> [TableChange] {
        [.delete(summary, table: try context.schema.table(table), filter: "(\(condition))")]
    }

    /// Counts the rows that still meet the condition.
    public func verify(_ context: StepContext) throws -> [Finding] {
        try RemainingRows(table: table, condition: condition)
            .findings("rows-to-delete", "rows that \(summary) is to remove", context)
    }
}
