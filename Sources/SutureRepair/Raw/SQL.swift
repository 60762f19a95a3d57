import MySQLClient
import SutureCore

/// One statement of raw SQL, with the statement that takes it back.
///
///     SQL("CREATE INDEX by_city ON users (city)", down: "DROP INDEX by_city ON users")
///
/// A statement that changes rows (INSERT, UPDATE, DELETE, REPLACE) runs in one transaction with the record that it is done;
/// it is not journalled, and not cut into chunks. Any other statement commits by itself: the intent is recorded first, and on
/// resuming an answer such as "exists already" counts as done.
public struct SQL: Step {
    private let up: Statement
    private let down: Statement?

    /// Runs a statement.
    ///
    /// - Parameters:
    ///   - up: The statement.
    ///   - down: What takes it back, or nil when nothing does; then `down` refuses before it changes anything.
    public init(_ up: Statement, down: Statement?) {
        self.up = up
        self.down = down
    }

    /// The name of the kind: `sql`.
    public var kind: String { "sql" }
    /// The first words of the statement.
    public var summary: String { "SQL: " + Self.head(of: up) }
    /// Whether a statement to take it back was given.
    public var isReversible: Bool { down != nil }
    /// Raw SQL can do anything.
    public var isOpaque: Bool { true }

    /// Unknown: none are named.
    public func tables(in schema: Schema) throws -> Set<String> { [] }
    /// Nothing can be checked before the server sees the statement.
    public func check(_ context: StepContext) throws {}

    /// Says that the statement would be run; how many rows it changes is not known.
    public func plan(_ context: StepContext) throws -> StepPlan {
        StepPlan(
            changes: [PlannedChange(name: summary, table: "", kind: .define, rows: 0)],
            notes: [Note(.info, .information, "Raw SQL: the rows that it changes are not counted or journalled.")]
        )
    }

    /// Runs the statement.
    public func apply(_ context: StepContext) throws {
        if Self.changesRows(up) {
            try context.chunk {
                try context.beginStep(self)
                try context.session.execute(up)
                try context.endStep()
            }
            return
        }
        let isResumed = try context.isBegun
        try context.beginStep(self)
        try run(up, context, isResumed: isResumed)
        try context.endStep()
    }

    /// Nothing is known that could be looked for.
    public func verify(_ context: StepContext) throws -> [Finding] { [] }

    /// Runs the statement that takes it back.
    public func revert(_ context: StepContext) throws {
        guard let down else { return }
        if Self.changesRows(down) {
            try context.chunk {
                try context.session.execute(down)
                try context.forgetStep()
            }
            return
        }
        let wasInterrupted = try context.markReverting()
        try run(down, context, isResumed: wasInterrupted)
        try context.forgetStep()
    }

    private func run(_ statement: Statement, _ context: StepContext, isResumed: Bool) throws {
        // Table, column or key exists already, or is gone already.
        let alreadySo: Set<UInt32> = [1050, 1051, 1060, 1061, 1091, 1826]
        do {
            try context.define(statement)
        } catch let error as MySQLError where isResumed && alreadySo.contains(error.code.rawValue) {
            return
        }
    }

    private static func changesRows(_ statement: Statement) -> Bool {
        let verb = statement.text.drop { !$0.isLetter }.prefix { $0.isLetter }.uppercased()
        return ["INSERT", "UPDATE", "DELETE", "REPLACE"].contains(verb)
    }

    /// The first words, which are names and keywords; what follows may hold values.
    private static func head(of statement: Statement) -> String {
        statement.text.split(whereSeparator: \.isWhitespace).prefix(4).joined(separator: " ")
    }
}
