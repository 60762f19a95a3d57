import MySQLClient

/// A step that changes the definition of one table by a single statement, and can revert it by another.
///
/// The server commits such a statement automatically, so the step checks first: it records the intent, checks whether
/// the definition already exists, runs the statement, and records that it is done. On resuming it checks again.
public protocol DefinitionStep: Step {
    /// The table whose definition is changed.
    var table: String { get }
    /// Returns whether the definition exists now.
    func isDefined(_ context: StepContext) throws -> Bool
    /// Returns the current conflicts; a blocker stops `up` before the statement is run.
    func obstacles(_ context: StepContext) throws -> [Note]
    /// Runs the statement; called only if the definition does not exist.
    func define(_ context: StepContext) throws
    /// Returns the names of the foreign keys that ``undefinition(_:)`` drops; empty by default.
    func foreignKeys(_ context: StepContext) throws -> [String]
    /// Checks the result of the statement; drops the definition and throws if it does not hold.
    func confirm(_ context: StepContext) throws
    /// Returns the parts of an ALTER TABLE that drop the definition again.
    func undefinition(_ context: StepContext) throws -> [Statement]
}

extension DefinitionStep {
    /// By default, returns the step's one table.
    public func tables(in schema: Schema) throws -> Set<String> {
        [try schema.table(table).name]
    }

    /// Returns the definition of the step.
    public func defined(_ context: StepContext) throws -> [PlannedChange] {
        [PlannedChange(name: summary, table: table, kind: .define, rows: 0)]
    }

    /// By default, returns no foreign keys.
    public func foreignKeys(_ context: StepContext) throws -> [String] { [] }

    /// By default, relies on the server.
    public func confirm(_ context: StepContext) throws {}

    /// Plans the change of the definition, unless it exists already, and the repairs to be repeated for it.
    public func plan(_ context: StepContext) throws -> StepPlan {
        try check(context)
        if try isDefined(context) {
            return StepPlan(notes: [Note(.info, .information, "\(summary): already there")])
        }
        let change = PlannedChange(name: summary, table: table, kind: .define, rows: 0)
        let notes = try obstacles(context)
        guard let blocker = notes.first(where: { $0.level == .blocker }), RepeatedRepairs.mends(blocker.code) else {
            return StepPlan(changes: [change], notes: notes)
        }
        let repairs = try RepeatedRepairs(definition: self, context: context).due()
        guard !repairs.isEmpty else { return StepPlan(changes: [change], notes: notes) }
        let plans = try repairs.map { try $0.step.plan(context.repeating($0)) }
        let repeated = repairs.map {
            let text = "step \($0.place.ordinal) of \($0.place.version) is repeated first: \($0.step.summary)"
            return Note(.info, .information, text)
        }
        return StepPlan(changes: plans.flatMap(\.changes) + [change], notes: repeated + plans.flatMap(\.notes))
    }

    /// Records the intent, checks, runs the statement and records that it is done.
    ///
    /// Rows that violate it are repaired by the earlier data steps that did so before, if there are any.
    public func apply(_ context: StepContext) throws {
        let repairs = RepeatedRepairs(definition: self, context: context)
        let isResumed = try context.isBegun
        var obstacle: SutureError?
        if isResumed {
            try repairs.finish()
        } else {
            obstacle = try begin(context, repairs)
        }
        let wasDefined = try DefinitionPayload.read(context.steps.find(context.ordinal)?.payload).wasDefined
        try repairs.untilHolds(obstacle) { isFirst in
            if try !isDefined(context) {
                // Before the first attempt, the obstacles were checked when the intent was recorded.
                if isResumed || !isFirst, let blocker = try blocker(context) { throw blocker }
                try context.checkpoint()
                try define(context)
                context.schemaChanged()
            }
            if !wasDefined {
                try confirm(context)
            }
        }
        var payload = try DefinitionPayload.read(context.steps.find(context.ordinal)?.payload)
        payload.settle(try IndexDefinition.all(of: context.schema.table(table)))
        try context.chunk {
            try context.steps.setPayload(context.ordinal, payload.text)
            try context.steps.move(context.ordinal, to: .done)
        }
    }

    /// Records the intent.
    ///
    /// - Returns: The repairable obstacle to the statement; other obstacles are thrown before anything is recorded.
    private func begin(_ context: StepContext, _ repairs: RepeatedRepairs) throws -> SutureError? {
        try check(context)
        let wasDefined = try isDefined(context)
        let blocker = wasDefined ? nil : try blocker(context)
        if let blocker {
            guard RepeatedRepairs.canMend(blocker), try !repairs.due().isEmpty else { throw blocker }
        }
        let before = try IndexDefinition.all(of: context.schema.table(table))
        let payload = DefinitionPayload(wasDefined: wasDefined, indexesBefore: before)
        try context.chunk { try context.steps.begin(context.ordinal, step: self, payload: payload.text) }
        return blocker
    }

    private func blocker(_ context: StepContext) throws -> SutureError? {
        try obstacles(context).first { $0.level == .blocker }?.error
    }

    /// Drops the definition, unless it existed before the step; then restores the rows that were repaired for it.
    public func revert(_ context: StepContext) throws {
        guard let record = try context.steps.find(context.ordinal) else { return }
        try context.steps.move(context.ordinal, to: .reverting)
        try context.dropWorkspaces()
        var payload = try DefinitionPayload.read(record.payload)
        if !payload.wasDefined, try isDefined(context) {
            payload.settle(try IndexDefinition.all(of: context.schema.table(table)))
            var parts = try undefinition(context)
            let present = Set(try context.schema.table(table).indexes.map(\.name))
            parts += payload.created.filter(present.contains).map { "DROP INDEX \(identifier: $0)" }
            parts += payload.lost.filter { !present.contains($0.name) }.map(\.addition)
            try context.alter(table, parts)
        }
        try context.revertFromJournal()
    }
}
