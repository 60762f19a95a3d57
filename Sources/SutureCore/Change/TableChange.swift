import MySQLClient

/// One set-based change of the rows of one table, journalled row by row inside the server.
///
/// A change is applied in two parts. First, ``stage`` collects the keys of the rows. Then, chunk by chunk, the rows
/// are looked up by their keys and checked once more: a row that no longer meets ``filter`` is skipped. In SQL, the
/// target row is called `t` (`e` for an insert, where it must not exist yet) and the staged row `w`; the staged keys
/// are `w.key_1`, `w.key_2` and so on, in the order of the primary key.
///
/// On resuming, a change is created again from the step's declaration, so it must depend only on the schema and on
/// tables of the workspace, never on rows that the step changes.
public struct TableChange: Sendable {
    /// A column and the SQL expression for its new value.
    public struct Assignment: Sendable {
        /// The column.
        public let column: String
        /// The expression; it may use `t`, `w` and the aliases of the joins.
        public let expression: Statement

        /// Sets a column to an expression.
        public init(_ column: String, _ expression: Statement) {
            self.column = column
            self.expression = expression
        }
    }

    /// The purpose of the change, such as `re-point courses.institution_id`.
    public let name: String
    /// The table to change.
    public let table: String
    /// The kind of change: insert, update or delete.
    public let kind: ChangeKind
    /// A SELECT of the primary keys of the rows, each once.
    public let stage: Statement
    /// Joins after `t` (after `w` for an insert) that bring in what the filter and the assignments need.
    public let joins: Statement
    /// The condition that a row must still meet when its chunk is applied; empty for none.
    public let filter: Statement
    /// The new values; empty for a delete.
    public let assignments: [Assignment]
    /// True if the change moves keys to which others refer; see
    /// ``update(_:table:set:joins:filter:stage:movesKeys:)``.
    private(set) var movesKeys = false
    /// True if rows that are still referred to are skipped; see ``passingOverReferredRows()``.
    private(set) var passesOverReferredRows = false
    /// True if the run ends when another row has a row's new unique value by now; see ``requiringValues()``.
    public private(set) var requiresValues = false
    /// True if a row whose new unique value another row has by now is left to the next round.
    var leavesTakenValues: Bool { kind == .update && passesOverReferredRows && !movesKeys }
    /// The place, in this round, of the delete whose rows are restored; nil for other changes.
    private(set) var takenOutBy: Int?
    /// For a delete, the survivors of the deleted rows; nil if there are none.
    private(set) var survivors: SurvivorMap?

    private init(
        name: String,
        table: Table,
        kind: ChangeKind,
        stage: Statement?,
        joins: Statement,
        filter: Statement,
        assignments: [Assignment]
    ) {
        self.name = name
        self.table = table.name
        self.kind = kind
        self.joins = joins
        self.filter = filter
        // Uses the names that the table has for the columns, however a migration writes them: journalled columns and
        // references are found by these.
        self.assignments = assignments.map { Assignment(table.column($0.column)?.name ?? $0.column, $0.expression) }
        let keys = table.keyColumns.map { "t.\(identifier: $0)" as Statement }.joined(separator: ", ")
        let condition: Statement = filter.text.isEmpty ? "" : "WHERE \(filter)"
        self.stage = stage ?? "SELECT \(keys) FROM \(table: table) AS t \(joins) \(condition)"
    }

    /// Changes columns of the rows that the joins and the filter find.
    ///
    /// A change of columns to which foreign keys refer is refused, since their cascades would not be journalled;
    /// unless `movesKeys` states that the step's earlier changes have detached the referring rows. Then a chunk whose
    /// keys are still referred to is rolled back.
    public static func update(
        _ name: String,
        table: Table,
        set assignments: [Assignment],
        joins: Statement = "",
        filter: Statement,
        stage: Statement? = nil,
        movesKeys: Bool = false
    ) -> TableChange {
        var change = TableChange(
            name: name,
            table: table,
            kind: .update,
            stage: stage,
            joins: joins,
            filter: filter,
            assignments: assignments
        )
        change.movesKeys = movesKeys
        return change
    }

    /// Removes the rows that the joins and the filter find.
    public static func delete(
        _ name: String,
        table: Table,
        joins: Statement = "",
        filter: Statement,
        stage: Statement? = nil
    ) -> TableChange {
        TableChange(
            name: name,
            table: table,
            kind: .delete,
            stage: stage,
            joins: joins,
            filter: filter,
            assignments: []
        )
    }

    /// Adds rows.
    ///
    /// - Parameters:
    ///   - name: The purpose of the change.
    ///   - table: The table.
    ///   - assignments: The columns of the new rows, the primary key among them.
    ///   - joins: Joins on the staged keys `w.key_1` and so on that bring in what the values need.
    ///   - stage: A SELECT of the primary keys of the rows to add.
    /// - Returns: The change.
    public static func insert(
        _ name: String,
        table: Table,
        set assignments: [Assignment],
        joins: Statement,
        stage: Statement
    ) -> TableChange {
        TableChange(
            name: name,
            table: table,
            kind: .insert,
            stage: stage,
            joins: joins,
            filter: "",
            assignments: assignments
        )
    }

    /// Restores rows that an earlier delete of the step removed, with other values in some columns.
    ///
    /// - Parameters:
    ///   - name: The purpose of the change.
    ///   - table: The table.
    ///   - takenOutBy: The place of the delete among the step's changes, from 1.
    ///   - workspace: The workspace of the step.
    ///   - assignments: The values that differ.
    ///   - joins: Joins on the staged keys `w.key_1` and so on that bring in what the values need.
    ///   - stage: A SELECT of the primary keys of the rows.
    /// - Returns: The change.
    public static func putBack(
        _ name: String,
        table: Table,
        takenOutBy: Int,
        in workspace: Workspace,
        set assignments: [Assignment],
        joins: Statement,
        stage: Statement
    ) -> TableChange {
        let keys = table.keyColumns.enumerated()
            .map { "o.\(identifier: JournalColumn.name(.key, $1)) = w.\(identifier: "key_\($0 + 1)")" as Statement }
            .joined(separator: " AND ")
        let values = table.writableColumns.map { column in
            assignments.first { $0.column == column.name }
                ?? Assignment(column.name, "o.\(identifier: JournalColumn.name(.old, column.name))")
        }
        var change = insert(
            name,
            table: table,
            set: values,
            joins: "JOIN \(workspace.journal(of: takenOutBy)) AS o ON \(keys) \(joins)",
            stage: stage
        )
        change.takenOutBy = takenOutBy
        return change
    }

    /// Gives rows the values that other rows had when an earlier delete of the step removed those.
    ///
    /// - Parameters:
    ///   - name: The purpose of the change.
    ///   - table: The table.
    ///   - columns: The columns.
    ///   - deletedBy: The place of the delete among the step's changes, from 1.
    ///   - workspace: The workspace of the step.
    ///   - joins: Joins after `t` that bring in the keys of the deleted rows.
    ///   - deletedKeys: SQL for the primary key of the deleted row.
    ///   - stage: A SELECT of the primary keys of the rows.
    /// - Returns: The change.
    public static func takeOver(
        _ name: String,
        table: Table,
        columns: [Column],
        deletedBy: Int,
        in workspace: Workspace,
        joins: Statement,
        deletedKeys: [Statement],
        stage: Statement
    ) -> TableChange {
        let keys = zip(table.keyColumns, deletedKeys)
            .map { "o.\(identifier: JournalColumn.name(.key, $0)) = \($1)" as Statement }
            .joined(separator: " AND ")
        let old = { (column: Column) in "o.\(identifier: JournalColumn.name(.old, column.name))" as Statement }
        var change = update(
            name,
            table: table,
            set: columns.map { Assignment($0.name, old($0)) },
            joins: "\(joins) JOIN \(workspace.journal(of: deletedBy)) AS o ON \(keys)",
            filter: columns.map { "NOT \($0.isSame("t.\(identifier: $0.name)", old($0)))" as Statement }
                .joined(separator: " OR "),
            stage: stage,
            movesKeys: true
        )
        change.takenOutBy = deletedBy
        return change
    }

    /// Returns the delete with the survivors of the deleted rows; the retired keys are recorded in
    /// `suture_redirects`.
    public func redirecting(to survivors: SurvivorMap) -> TableChange {
        var change = self
        change.survivors = survivors
        return change
    }

    /// Returns the change, set to skip rows to which a row added meanwhile refers.
    ///
    /// Such rows would otherwise roll their chunk back. They are left to the next round of the step, which has to
    /// find them again.
    ///
    /// - Returns: The change.
    public func passingOverReferredRows() -> TableChange {
        var change = self
        change.passesOverReferredRows = true
        return change
    }

    /// Returns the change, set to fail with a clear error when another row has taken a unique value, instead of
    /// skipping the row.
    ///
    /// Use it for values that exist in no other row any more. Once the value is free, the step resumes.
    ///
    /// - Returns: The change.
    public func requiringValues() -> TableChange {
        var change = self
        change.requiresValues = true
        return change
    }

    private var setsNothing: Bool { kind == .update && assignments.isEmpty }

    /// Returns whether the change would touch any row now.
    func hasRows(in session: Session) throws -> Bool {
        try setsNothing ? false : session.firstRow("SELECT 1 FROM (\(stage)) AS staged LIMIT 1") != nil
    }

    /// Returns the number of rows that the change would touch now.
    public func count(in session: Session) throws -> Int {
        try setsNothing ? 0 : session.value("SELECT COUNT(*) FROM (\(stage)) AS staged") ?? 0
    }
}
