import MySQLClient

/// What one version would change.
public struct MigrationPlan: Sendable, Encodable {
    /// What one step would change.
    public struct Step: Sendable, Encodable {
        /// What the step does.
        public let summary: String
        /// The step's kind.
        public let kind: String
        /// The changes, in order.
        public let changes: [PlannedChange]
        /// What a person should know before.
        public let notes: [Note]
        /// Whether `up` will change exactly these rows.
        ///
        /// False when an earlier pending step changes a table that this one looks at, or when an interrupted run is in the
        /// middle of it; then the figures are today's, and an exact plan has the true ones.
        public let isExact: Bool
    }

    /// The version.
    public let version: MigrationVersion
    /// The name.
    public let name: String
    /// The steps in order.
    public let steps: [Step]

    /// Rows by table and kind of change.
    public var totals: [ChangeTotal] {
        ChangeTotal.sum(steps.flatMap(\.changes))
    }

    /// Whether all figures are exact.
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
                // What an interrupted run has done is not planned again.
                if record?.state == .done { continue }
                let context = scope.context(migration.version, step: position + 1)
                let isFirstChange = changedTables.isEmpty && !isUnforeseeable
                let plan: StepPlan
                do {
                    plan = try foreseen(step, context)
                } catch let error as SutureError where !isFirstChange {
                    // What stands against it today may be gone when its turn comes.
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
    /// The note about a step whose figures are today's: what blocks today may not when its turn comes.
    fileprivate var asOfToday: Note {
        level == .blocker ? Note(.info, code, "As of today: \(text)", remedy: remedy) : self
    }
}
