import MySQLClient
import SutureCore

/// One statement of raw SQL, with the statement that reverts it.
///
///     SQL("CREATE INDEX by_city ON users (city)", down: "DROP INDEX by_city ON users")
///
/// A statement that changes rows (INSERT, UPDATE, DELETE, REPLACE) runs in one transaction with the record that it is
/// done; it is not journalled, and not split into chunks. Any other statement commits automatically: the intent is
/// recorded first, with a hash of the definitions that the statement names. If the server refuses a statement, it has
/// not run, and its record is removed. If the answer was lost, the resumed run compares the definitions: if they have
/// changed, the statement has run. Statements about accounts and the like have no definition to compare; for them an
/// answer such as "exists already" counts as done, on resuming only.
public struct SQL: Step {
    private let up: Statement
    private let down: Statement?

    /// Creates a step that runs a statement.
    ///
    /// - Parameters:
    ///   - up: The statement.
    ///   - down: The statement that reverts it, or nil if none does; then `down` throws before it changes anything.
    public init(_ up: Statement, down: Statement?) {
        self.up = up
        self.down = down
    }

    /// The name of the kind: `sql`.
    public var kind: String { "sql" }
    /// The first words of the statement.
    public var summary: String { "SQL: " + Self.head(of: up) }
    /// True if a statement to revert it was given.
    public var isReversible: Bool { down != nil }
    /// True: raw SQL can do anything.
    public var isOpaque: Bool { true }

    /// Returns no tables: they are unknown.
    public func tables(in schema: Schema) throws -> Set<String> { [] }
    /// Does nothing: the statement cannot be checked before the server sees it.
    public func check(_ context: StepContext) throws {}

    /// Has the server prepare the statement, which resolves its names if it reads or changes rows.
    public func checkSQL(_ context: StepContext) throws {
        try context.requirePreparable(up, "the statement (\(summary))")
    }

    /// Plans to run the statement; the number of rows that it changes is unknown.
    ///
    /// Rows that a new collation would make equal under a unique key are a blocker.
    public func plan(_ context: StepContext) throws -> StepPlan {
        StepPlan(
            changes: [PlannedChange(name: summary, table: "", kind: .define, rows: 0)],
            notes: [Note(.info, .information, "Raw SQL: the rows that it changes are not counted or journalled.")]
                + (try CollationChange(up)?.notes(context) ?? [])
        )
    }

    /// Runs the statement.
    ///
    /// A new collation is refused if rows are equal in it. MariaDB 10.11 applies one that comes with a new name of the
    /// column, and leaves the unique key corrupt.
    public func apply(_ context: StepContext) throws {
        if let change = CollationChange(up), try !context.isBegun, let blocker = try change.notes(context).first {
            throw blocker.error
        }
        if Self.changesRows(up) {
            try context.chunk {
                try context.beginStep(self)
                try context.session.execute(up)
                try context.endStep()
            }
            return
        }
        try RawStatement(self, context).apply(up)
    }

    /// Returns no findings: the guarantee of the statement is unknown.
    public func verify(_ context: StepContext) throws -> [Finding] { [] }

    /// Runs the statement that reverts it.
    public func revert(_ context: StepContext) throws {
        guard let down else { return }
        if Self.changesRows(down) {
            try context.chunk {
                try context.session.execute(down)
                try context.forgetStep()
            }
            return
        }
        try RawStatement(self, context).revert(down, of: up)
    }

    private static func changesRows(_ statement: Statement) -> Bool {
        let verb = statement.text.drop { !$0.isLetter }.prefix { $0.isLetter }.uppercased()
        return ["INSERT", "UPDATE", "DELETE", "REPLACE"].contains(verb)
    }

    /// Returns the first words, which are names and keywords; the rest may hold values.
    private static func head(of statement: Statement) -> String {
        statement.text.split(whereSeparator: \.isWhitespace).prefix(4).joined(separator: " ")
    }
}
