import MySQLClient

/// A step that changes the definition of one table by a single statement, and can take it back by another.
///
/// The server commits such a statement by itself, so the step looks first: it records the intent, looks whether the
/// definition is already so, runs the statement, and records that it is done. On resuming it looks again.
public protocol DefinitionStep: Step {
    /// The table whose definition is changed.
    var table: String { get }
    /// Whether the definition is there now.
    func isDefined(_ context: StepContext) throws -> Bool
    /// What stands against the change now; a blocker stops `up` before the statement is run.
    func obstacles(_ context: StepContext) throws -> [Note]
    /// Runs the statement; called only when the definition is not there.
    func define(_ context: StepContext) throws
    /// The names of the foreign keys that ``undefinition(_:)`` drops; none unless the step says otherwise.
    func foreignKeys(_ context: StepContext) throws -> [String]
    /// Looks once more after the statement, and takes the definition away and throws when it does not hold.
    func confirm(_ context: StepContext) throws
    /// The parts of an ALTER TABLE that take the definition away again.
    func undefinition(_ context: StepContext) throws -> [Statement]
}

extension DefinitionStep {
    /// The step's one table, unless it says otherwise.
    public func tables(in schema: Schema) throws -> Set<String> {
        [try schema.table(table).name]
    }

    /// Most definitions are no foreign keys.
    public func foreignKeys(_ context: StepContext) throws -> [String] { [] }

    /// The server's word is enough, unless the step says otherwise.
    public func confirm(_ context: StepContext) throws {}

    /// Plans the change of the definition, unless it is there already.
    public func plan(_ context: StepContext) throws -> StepPlan {
        try check(context)
        if try isDefined(context) {
            return StepPlan(notes: [Note(.info, .information, "\(summary): already there")])
        }
        let change = PlannedChange(name: summary, table: table, kind: .define, rows: 0)
        return StepPlan(changes: [change], notes: try obstacles(context))
    }

    /// Records the intent, looks, runs the statement and records that it is done.
    public func apply(_ context: StepContext) throws {
        var record = try context.steps.find(context.ordinal)
        if record == nil {
            try check(context)
            let wasDefined = try isDefined(context)
            if !wasDefined, let blocker = try obstacles(context).first(where: { $0.level == .blocker }) {
                throw blocker.error
            }
            let before = try IndexDefinition.all(of: context.schema.table(table))
            let payload = DefinitionPayload(wasDefined: wasDefined, indexesBefore: before)
            try context.chunk { try context.steps.begin(context.ordinal, step: self, payload: payload.text) }
            record = try context.steps.find(context.ordinal)
        }
        var payload = try DefinitionPayload.read(record?.payload)
        if try !isDefined(context) {
            try context.checkpoint()
            try define(context)
            context.schemaChanged()
        }
        if !payload.wasDefined {
            try confirm(context)
        }
        payload.settle(try IndexDefinition.all(of: context.schema.table(table)))
        try context.chunk {
            try context.steps.setPayload(context.ordinal, payload.text)
            try context.steps.move(context.ordinal, to: .done)
        }
    }

    /// Takes the definition away, unless it was there before the step.
    public func revert(_ context: StepContext) throws {
        guard let record = try context.steps.find(context.ordinal) else { return }
        try context.steps.move(context.ordinal, to: .reverting)
        var payload = try DefinitionPayload.read(record.payload)
        if !payload.wasDefined, try isDefined(context) {
            payload.settle(try IndexDefinition.all(of: context.schema.table(table)))
            var parts = try undefinition(context)
            let present = Set(try context.schema.table(table).indexes.map(\.name))
            parts += payload.created.filter(present.contains).map { "DROP INDEX \(identifier: $0)" }
            parts += payload.lost.filter { !present.contains($0.name) }.map(\.addition)
            try context.alter(table, parts)
        }
        try context.steps.remove(context.ordinal)
    }
}
