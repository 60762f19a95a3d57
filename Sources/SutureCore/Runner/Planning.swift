import MySQLClient

/// The changes of one version.
public struct MigrationPlan: Sendable, Encodable {
    /// The changes of one step.
    public struct Step: Sendable, Encodable {
        /// A summary of the step.
        public let summary: String
        /// The step's kind.
        public let kind: String
        /// The changes, in order.
        public let changes: [PlannedChange]
        /// Notes for the reader.
        public let notes: [Note]
        /// True if `up` will change exactly these rows.
        ///
        /// False if an earlier pending step changes a table that this one reads, or if an interrupted run is in the
        /// middle of it; then the figures are those of today, and an exact plan has the true ones.
        public let isExact: Bool
    }

    /// The version.
    public let version: MigrationVersion
    /// The name.
    public let name: String
    /// The steps in order.
    public let steps: [Step]

    /// The rows by table and kind of change.
    public var totals: [ChangeTotal] {
        ChangeTotal.sum(steps.flatMap(\.changes))
    }

    /// True if all figures are exact.
    public var isExact: Bool {
        steps.allSatisfy(\.isExact)
    }
}

extension Note: Encodable {
    private enum CodingKeys: String, CodingKey {
        case level
        case code
        case text
        case remedy
    }

    /// Encodes the level and the code as text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(level.rawValue, forKey: .level)
        try container.encode(code.rawValue, forKey: .code)
        try container.encode(text, forKey: .text)
        try container.encode(remedy, forKey: .remedy)
    }
}

/// Plans pending migrations against the database as it is now.
struct Planning {
    let scope: RunScope

    func plan(_ migrations: [RegisteredMigration]) throws -> [MigrationPlan] {
        var changedTables: Set<String> = []
        var isUnforeseeable = false
        let present = try scope.history.present()
        return try migrations.map { migration in
            var steps: [MigrationPlan.Step] = []
            let records = try scope.begun(migration, in: present)
            for (position, step) in migration.steps.enumerated() {
                let record = records.first { $0.ordinal == position + 1 }
                // The work of an interrupted run is not planned again.
                if record?.state == .done { continue }
                let context = scope.context(migration.version, step: position + 1)
                let isFirstChange = changedTables.isEmpty && !isUnforeseeable
                let plan: StepPlan
                do {
                    plan = try foreseen(step, context)
                } catch let error as SutureError where !isFirstChange {
                    // A conflict of today may be gone when the turn of the step comes.
                    plan = StepPlan(notes: [Note(.warning, error.code, error.message, remedy: error.remedy)])
                }
                let looksAt = (try? step.tables(in: context.schema)) ?? []
                let isExact = record == nil && !isUnforeseeable && changedTables.isDisjoint(with: looksAt)
                steps.append(
                    MigrationPlan.Step(
                        summary: step.summary,
                        kind: step.kind,
                        changes: plan.changes,
                        notes: isExact ? plan.notes : plan.notes.map(\.asOfToday),
                        isExact: isExact
                    )
                )
                changedTables.formUnion(plan.changes.filter { $0.kind != .define }.map(\.table))
                isUnforeseeable = isUnforeseeable || step.isOpaque
            }
            return MigrationPlan(version: migration.version, name: migration.name, steps: steps)
        }
    }

    private func foreseen(_ step: any Step, _ context: StepContext) throws -> StepPlan {
        do {
            return try step.plan(context)
        } catch let error as MySQLError where error.isRefusedSQL {
            throw SutureError.refused("a query of the plan", error)
        }
    }
}

extension Note {
    /// The note about a step whose figures are today's: a blocker of today may not be one when its turn comes.
    fileprivate var asOfToday: Note {
        level == .blocker ? Note(.info, code, "As of today: \(text)", remedy: remedy) : self
    }
}
