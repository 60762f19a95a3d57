import MySQLClient
import SutureCore

/// Deletes the rows that a condition finds, journalled.
///
///     Delete(from: "sessions", where: "expires_at < '2026-01-01'")
///
/// Rows that others refer to by a foreign key are not deleted: no cascade may fire, since it would not be journalled.
/// The plan reports them, and `up` refuses.
public struct Delete: DataStep {
    private let table: String
    private let condition: Statement
    /// True if each maintenance deletes such rows again.
    public let repeatsInMaintenance: Bool

    /// Deletes the rows of a table that meet a condition.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - condition: SQL over the table's columns that selects the rows.
    ///   - repeatedly: True if each maintenance deletes the rows that meet the condition by then; false for a one-time
    ///   deletion, such as the rows of a term.
    public init(from table: String, where condition: Statement, repeatedly: Bool = false) {
        self.table = table
        self.condition = condition
        repeatsInMaintenance = repeatedly
    }

    /// The name of the kind: `delete`.
    public var kind: String { "delete" }
    /// A summary with the table.
    public var summary: String { "delete from \(table)" }

    /// Returns the table.
    public func tables(in schema: Schema) throws -> Set<String> {
        [try schema.table(table).name]
    }

    /// Checks the condition with the server.
    public func checkSQL(_ context: StepContext) throws {
        try AuthoredSQL(table: context.schema.table(table), context: context).require(condition: condition)
    }

    /// Looks for rows that refer to the rows to be deleted.
    public func prepare(_ workspace: Workspace, _ context: StepContext) throws -> [Note] {
        let changes = try changes(workspace, context)
        return try changes.flatMap { try ReferringRows.notes(to: $0, context) }
    }

    /// Returns the one delete.
    public func changes(_ workspace: Workspace, _ context: StepContext) throws -> [TableChange] {
        [.delete(summary, table: try context.schema.table(table), filter: "(\(condition))")]
    }

    /// Counts the rows that still meet the condition.
    public func verify(_ context: StepContext) throws -> [Finding] {
        try RemainingRows(table: table, condition: condition)
            .findings("rows-to-delete", "rows that \(summary) is to remove", context)
    }
}
