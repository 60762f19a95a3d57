import MySQLClient
import SutureCore

/// A step in a closure, for changes that no other kind can express.
///
///     Perform("anonymise test accounts", on: ["users"]) { changes in
///         try changes.update("users", set: ["email": "CONCAT('user', id, '@example.invalid')"], where: "is_test = 1")
///     }
///
/// Each change is journalled and applied in chunks. When an interrupted run resumes, the closure is called again: the
/// finished changes are skipped, in the order of the calls. So the closure must request the same changes in the same
/// order each time, and must not depend on rows that it changes itself.
public struct Perform: Step {
    private let name: String
    private let touched: Set<String>
    private let body: @Sendable (JournallingSession) throws -> Void

    /// Creates a step from a closure.
    ///
    /// - Parameters:
    ///   - name: A summary of the closure.
    ///   - tables: The tables that it changes.
    ///   - body: Requests the changes.
    public init(
        _ name: String,
        on tables: Set<String>,
        _ body: @escaping @Sendable (JournallingSession) throws -> Void
    ) {
        self.name = name
        self.touched = tables
        self.body = body
    }

    /// The name of the kind: `perform`.
    public var kind: String { "perform" }
    /// The name.
    public var summary: String { name }

    /// Returns the tables that it changes.
    public func tables(in schema: Schema) throws -> Set<String> {
        Set(try touched.map { try schema.table($0).name })
    }

    /// Checks that the tables exist and can be journalled.
    public func check(_ context: StepContext) throws {
        for name in touched.sorted() {
            try context.schema.table(name).requireRepairable()
        }
    }

    /// Calls the closure, and counts the rows of the changes that it requests.
    public func plan(_ context: StepContext) throws -> StepPlan {
        try check(context)
        let session = JournallingSession(context: context, touched: touched, isPlanning: true)
        try body(session)
        return StepPlan(changes: session.made.filter { $0.rows > 0 })
    }

    /// Calls the closure, and applies the changes that it requests.
    public func apply(_ context: StepContext) throws {
        try check(context)
        try context.beginStep(self)
        try body(JournallingSession(context: context, touched: touched, isPlanning: false))
        try context.endStep()
    }

    /// Returns no findings: a closure guarantees nothing that could be checked later.
    public func verify(_ context: StepContext) throws -> [Finding] { [] }

    /// Reverts the changes from the journal.
    public func revert(_ context: StepContext) throws {
        try context.revertFromJournal()
    }
}

/// The interface through which the closure of a ``Perform`` step changes the database.
public final class JournallingSession {
    private let context: StepContext
    private let touched: Set<String>
    private let isPlanning: Bool
    /// The requested changes.
    private(set) var made: [PlannedChange] = []

    init(context: StepContext, touched: Set<String>, isPlanning: Bool) {
        self.context = context
        self.touched = touched
        self.isPlanning = isPlanning
    }

    /// Reads rows; see ``Perform`` for the rows that a closure may depend on.
    public func rows(_ statement: Statement) throws -> [Row] {
        try context.session.rows(statement)
    }

    /// Sets columns of the rows that meet a condition.
    ///
    /// - Returns: The number of rows.
    @discardableResult
    public func update(
        _ table: String,
        set values: KeyValuePairs<String, Statement>,
        where condition: Statement
    ) throws -> Int {
        let assignments = values.map { TableChange.Assignment($0.key, $0.value) }
        let found = try require(table)
        if isPlanning { try Update(table, set: values, where: condition).checkSQL(context) }
        return try make(.update("update \(found.name)", table: found, set: assignments, filter: "(\(condition))"))
    }

    /// Deletes the rows that meet a condition.
    ///
    /// - Returns: The number of rows.
    @discardableResult
    public func delete(from table: String, where condition: Statement) throws -> Int {
        let found = try require(table)
        if isPlanning { try Delete(from: table, where: condition).checkSQL(context) }
        return try make(.delete("delete from \(found.name)", table: found, filter: "(\(condition))"))
    }

    private func require(_ name: String) throws -> Table {
        let table = try context.schema.table(name)
        guard touched.contains(where: { $0.lowercased() == table.name.lowercased() }) else {
            throw SutureError(
                .invalidMigration,
                "A closure step changes \(table.name) without having named it.",
                remedy: "Add \(table.name) to the tables of the step."
            )
        }
        return table
    }

    private func make(_ change: TableChange) throws -> Int {
        let done: PlannedChange
        if isPlanning {
            let rows = try change.count(in: context.session)
            done = PlannedChange(name: change.name, table: change.table, kind: change.kind, rows: rows)
        } else {
            done = try context.perform(change, ordinal: made.count + 1)
        }
        made.append(done)
        return done.rows
    }
}
