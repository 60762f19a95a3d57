import MySQLClient
import SutureCore

/// Sets columns of the rows that a condition finds, journalled.
///
///     Update("users", set: ["status": "'active'"], where: "status IS NULL")
///
/// The condition and the values are SQL over the table's columns. The step is applied once: rows that come to meet the
/// condition later are left alone, so that a value computed from itself is not computed twice.
public struct Update: DataStep {
    private let table: String
    private let assignments: [TableChange.Assignment]
    private let condition: Statement

    /// Updates the rows of a table that meet a condition.
    public init(_ table: String, set values: KeyValuePairs<String, Statement>, where condition: Statement) {
        self.table = table
        self.assignments = values.map { TableChange.Assignment($0.key, $0.value) }
        self.condition = condition
    }

    /// The name of the kind: `update`.
    public var kind: String { "update" }
    /// The table and the columns that are set.
    public var summary: String { "update \(table): set \(assignments.map(\.column).joined(separator: ", "))" }
    /// False: see the type.
    public var repeatsUntilClean: Bool { false }

    /// The table.
    public func tables(in schema: Schema) throws -> Set<String> {
        [try schema.table(table).name]
    }

    /// Checks that the columns are there and can be written.
    public func check(_ context: StepContext) throws {
        let table = try context.schema.table(table)
        try table.requireRepairable()
        for assignment in assignments where try table.requireColumn(assignment.column).isGenerated {
            throw SutureError(
                .invalidMigration,
                "\(table.name).\(assignment.column) is computed by the server and cannot be set.",
                remedy: "Set the columns that it is computed from."
            )
        }
    }

    /// The one update.
    public func changes(_ workspace: Workspace, _ context: StepContext) throws -> [TableChange] {
        [.update(summary, table: try context.schema.table(table), set: assignments, filter: "(\(condition))")]
    }

    /// An update promises nothing that could be looked for later.
    public func verify(_ context: StepContext) throws -> [Finding] { [] }
}
