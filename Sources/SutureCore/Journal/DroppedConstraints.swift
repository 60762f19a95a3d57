/// Constraints that a rollback drops itself, so that they cannot stand against it.
struct DroppedConstraints {
    /// Indexes and foreign keys, as `table.name`.
    private var names: Set<String> = []

    func contains(_ name: String, of table: String) -> Bool {
        names.contains("\(table).\(name)")
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
            names.insert("\(table.name).\(name)")
        }
    }
}
