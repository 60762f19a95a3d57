import MySQLClient
import SutureCore

/// Sets columns of the rows that a condition finds, journalled.
///
///     Update("users", set: ["status": "'active'"], where: "status IS NULL")
///
/// The condition and the values are SQL over the table's columns. The step is applied once: rows that meet the
/// condition later are left unchanged, so that a value computed from itself is not computed twice.
///
/// A step that repairs rows, so that they no longer meet the condition, may be applied repeatedly:
///
///     Update("users", set: ["email": "TRIM(t.email)"], where: "t.email <> TRIM(t.email)", repeatedly: true)
public struct Update: DataStep {
    let table: String
    let assignments: [TableChange.Assignment]
    let condition: Statement
    private let repeatedly: Bool

    /// Updates the rows of a table that meet a condition.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - values: The columns and their new values.
    ///   - condition: SQL that selects the rows.
    ///   - repeatedly: True to update also rows that meet the condition later: those that are written while the step is
    ///   applied, and by each maintenance. `verify` and `check` count them. A step that leaves rows which meet the
    ///   condition is refused before it changes anything.
    public init(
        _ table: String,
        set values: KeyValuePairs<String, Statement>,
        where condition: Statement,
        repeatedly: Bool = false
    ) {
        self.table = table
        self.assignments = values.map { TableChange.Assignment($0.key, $0.value) }
        self.condition = condition
        self.repeatedly = repeatedly
    }

    /// The name of the kind: `update`.
    public var kind: String { "update" }
    /// A summary with the table and the updated columns.
    public var summary: String { "update \(table): set \(assignments.map(\.column).joined(separator: ", "))" }
    /// True only if the step was declared so.
    public var repeatsUntilClean: Bool { repeatedly }
    /// True only if the step was declared so.
    public var repeatsInMaintenance: Bool { repeatedly }

    /// Returns the table.
    public func tables(in schema: Schema) throws -> Set<String> {
        [try schema.table(table).name]
    }

    /// Checks that the columns exist and can be written.
    public func check(_ context: StepContext) throws {
        let table = try context.schema.table(table)
        try table.requireRepairable()
        let names = Set(assignments.map { $0.column.lowercased() })
        guard !names.isEmpty, names.count == assignments.count else {
            throw SutureError(
                .invalidMigration,
                "An update of \(table.name) sets \(names.isEmpty ? "no column" : "a column twice").",
                remedy: "Give each column that is to be set one value."
            )
        }
        for assignment in assignments where try table.requireColumn(assignment.column).isGenerated {
            throw SutureError(
                .invalidMigration,
                "\(table.name).\(assignment.column) is computed by the server and cannot be set.",
                remedy: "Set the columns that it is computed from."
            )
        }
    }

    /// Checks the condition and each value with the server.
    public func checkSQL(_ context: StepContext) throws {
        let question = AuthoredSQL(table: try context.schema.table(table), context: context)
        try question.require(condition: condition)
        for assignment in assignments {
            try question.require(value: assignment.expression, of: "\(question.table.name).\(assignment.column)")
        }
    }

    /// Checks the values against the unique keys and constraints of the table, and determines the order of the rows.
    ///
    /// A step that is applied repeatedly also has to terminate.
    public func prepare(_ workspace: Workspace, _ context: StepContext) throws -> [Note] {
        let table = try context.schema.table(table)
        let final = finalValues(table)
        let constraints = ViolatedConstraints(table: table, context: context)
        return try (repeatedly ? endlessness(context) : [])
            + constraints.missingValues(final) + constraints.failedChecks(final)
            + UpdateOrder(table: table, workspace: workspace, session: context.session).settle(final)
    }

    /// Returns the one update.
    public func changes(_ workspace: Workspace, _ context: StepContext) throws -> [TableChange] {
        let table = try context.schema.table(table)
        let order = UpdateOrder(table: table, workspace: workspace, session: context.session)
        let stage = try order.stage(condition, setting: Set(finalValues(table).values.keys))
        return [
            .update(summary, table: table, set: assignments, filter: "(\(condition))", stage: stage).requiringValues()
        ]
    }

    /// Returns the values; among other tables, the condition is in a query of its own, where its columns need no table
    /// names.
    private func finalValues(_ table: Table) -> FinalValues {
        let keys = table.keyColumns.map { "t.\(identifier: $0)" as Statement }.joined(separator: ", ")
        let values = assignments.map { (table.column($0.column)?.name ?? $0.column, $0.expression) }
        return FinalValues(
            joins: "",
            inner: nil,
            isChanged: "(\(condition))",
            values: Dictionary(uniqueKeysWithValues: values),
            isChangedBesideOthers: "(\(keys)) IN (SELECT \(keys) FROM \(table: table) AS t WHERE (\(condition)))"
        )
    }

    /// Counts the rows that meet the condition of a step that is applied repeatedly; any other step guarantees nothing
    /// that could be checked later.
    public func verify(_ context: StepContext) throws -> [Finding] {
        guard repeatedly else { return [] }
        return try RemainingRows(table: table, condition: condition)
            .findings("rows-to-update", "rows that are to be set: \(summary)", context)
    }
}
