/// Constraints that a rollback drops itself, so that they cannot stand against the rows that it puts back after that.
struct DroppedConstraints {
    /// The places of the steps that drop indexes and foreign keys, by `table.name`.
    private var places: [String: (Int64, Int)] = [:]

    /// Whether a constraint is gone when a change is taken back: the newest step is taken back first, and a step drops its
    /// constraint before it puts rows back.
    func contains(_ name: String, of table: String, before entry: JournalEntry) -> Bool {
        places["\(table).\(name)"].map { $0 >= (entry.version.number, entry.step) } ?? false
    }

    /// Adds what taking a step back drops.
    mutating func add(_ step: any DefinitionStep, _ context: StepContext) throws {
        guard let record = try context.steps.find(context.ordinal) else { return }
        var payload = try DefinitionPayload.read(record.payload)
        guard !payload.wasDefined, try step.isDefined(context) else { return }
        let table = try context.schema.table(step.table)
        // A run that died after the statement did not record what it created.
        payload.settle(IndexDefinition.all(of: table))
        for name in payload.created + (try step.foreignKeys(context)) {
            places["\(table.name).\(name)"] = (context.version.number, context.ordinal)
        }
    }
}
