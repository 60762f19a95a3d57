/// Constraints that a rollback itself drops, so that they cannot conflict with the rows that it restores afterwards.
struct DroppedConstraints {
    /// The places of the steps that drop indexes and foreign keys, by `table.name`.
    private var places: [String: (Int64, Int)] = [:]

    /// Returns whether a constraint is gone when a change is reverted: the newest step is reverted first, and a step
    /// drops its constraint before it restores rows.
    func contains(_ name: String, of table: String, before entry: JournalEntry) -> Bool {
        places["\(table).\(name)"].map { $0 >= (entry.version.number, entry.step) } ?? false
    }

    /// Adds the constraints that reverting a step drops.
    mutating func add(_ step: any DefinitionStep, _ context: StepContext) throws {
        guard let record = try context.steps.find(context.ordinal) else { return }
        var payload = try DefinitionPayload.read(record.payload)
        guard !payload.wasDefined, try step.isDefined(context) else { return }
        let table = try context.schema.table(step.table)
        // A run that died after the statement did not record the constraint it created.
        payload.settle(IndexDefinition.all(of: table))
        for name in payload.created + (try step.foreignKeys(context)) {
            places["\(table.name).\(name)"] = (context.version.number, context.ordinal)
        }
    }
}
