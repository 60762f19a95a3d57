/// A repair of an applied version, applied again in a maintenance.
///
/// It is reverted from the journal alone, so the file of the repair need not exist any more.
struct MaintenanceStep: DataStep {
    let kind: String
    let summary: String
    let acceptedTriggers: [String]
    /// The place of the repair.
    let place: StepPlace
    /// The repair; nil if this build lacks it.
    private let repair: (any DataStep)?

    /// Creates a step from a repair of a catalog.
    init(_ repair: EarlierRepair) {
        kind = repair.step.kind
        summary = repair.step.recordedSummary
        acceptedTriggers = repair.acceptedTriggers
        place = repair.place
        self.repair = repair.step
    }

    /// Creates a step from a record, with the repair of the catalog if it is still the same one.
    init(_ record: StepRecord, at place: StepPlace, in catalog: MigrationCatalog) {
        let migration = catalog.migration(MigrationVersion(place.version))?.make()
        let steps = migration?.steps ?? []
        let step = steps.indices.contains(place.ordinal - 1) ? steps[place.ordinal - 1] as? any DataStep : nil
        kind = record.kind
        summary = record.summary
        acceptedTriggers = migration?.acceptedTriggers ?? []
        self.place = place
        repair = step.flatMap { $0.kind == record.kind && $0.recordedSummary == record.summary ? $0 : nil }
    }

    private var present: any DataStep {
        get throws {
            guard let repair else {
                throw SutureError(
                    .migrationMissing,
                    "A maintenance was interrupted in step \(place.ordinal) of version \(place.version) (\(summary)), which "
                        + "this build does not have so.",
                    remedy:
                        "Build the state of the source that began it, or take the maintenance back with suture down."
                )
            }
            return repair
        }
    }

    /// Throws if this build lacks the repair.
    func requirePresent() throws { _ = try present }

    func tables(in schema: Schema) throws -> Set<String> { try repair?.tables(in: schema) ?? [] }
    func references(in schema: Schema) throws -> [RowReference] { try repair?.references(in: schema) ?? [] }
    func check(_ context: StepContext) throws { try present.check(context) }
    func checkSQL(_ context: StepContext) throws { try present.checkSQL(context) }
    func plan(_ context: StepContext) throws -> StepPlan { try present.plan(context) }
    func verify(_ context: StepContext) throws -> [Finding] { try present.verify(context) }
    func remains(_ context: StepContext) throws -> [Finding] { try present.remains(context) }

    func prepare(_ workspace: Workspace, _ context: StepContext) throws -> [Note] {
        try present.prepare(workspace, context)
    }

    func changes(_ workspace: Workspace, _ context: StepContext) throws -> [TableChange] {
        try present.changes(workspace, context)
    }
}
