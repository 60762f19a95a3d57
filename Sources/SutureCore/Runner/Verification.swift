import MySQLClient

/// The result of checking one applied version.
public struct MigrationVerification: Sendable, Encodable {
    /// The version.
    public let version: MigrationVersion
    /// The name.
    public let name: String
    /// The findings; empty if the version is satisfied.
    public let findings: [Finding]
    /// The steps that were not checked, as a later version has superseded them.
    public let superseded: [SupersededPlace]

    /// A step that need not hold any more.
    public struct SupersededPlace: Sendable, Encodable {
        /// The step's place in its migration, from 1.
        public let step: Int
        /// The version that supersedes it.
        public let by: MigrationVersion
    }
}

/// Checks that the database satisfies migrations.
struct Verification {
    let scope: RunScope

    /// Verifies every step of the migrations; read-only.
    func verify(_ migrations: [RegisteredMigration]) throws -> [MigrationVerification] {
        try collect(migrations, showsValues: false) { step, context in
            try findings(of: step, context) { try step.verify(context) + step.remains(context) }
        }
    }

    /// Verifies every step of the migrations, and adds the further findings of a watch; read-only.
    func watch(_ migrations: [RegisteredMigration]) throws -> [MigrationVerification] {
        try collect(migrations, showsValues: false) { step, context in
            try findings(of: step, context) { try step.verify(context) + step.remains(context) + step.watch(context) }
        }
    }

    /// Analyzes the data that the steps of the migrations concern; read-only.
    func analyze(_ migrations: [RegisteredMigration], showsValues: Bool) throws -> [MigrationVerification] {
        try collect(migrations, showsValues: showsValues) { step, context in
            do {
                return try step.analyze(context)
            } catch let error as SutureError where error.code == .privilegeMissing {
                let text = "\(step.summary): cannot be checked by this account. \(error.message)"
                return [Finding(check: "\(step.kind)-hidden", table: "", text: text, rows: 0)]
            }
        }
    }

    /// Returns the findings of an inspection of a step.
    ///
    /// If it fails, for example because somebody has dropped the table, that is a finding too, so that the rest
    /// is reported.
    private func findings(of step: any Step, _ context: StepContext, _ look: () throws -> [Finding]) throws -> [Finding]
    {
        let reason: String
        do {
            return try look()
        } catch let error as SutureError where Self.unfit.contains(error.code) {
            reason = error.message.hasSuffix(".") ? String(error.message.dropLast()) : error.message
        } catch let error as MySQLError where [.unknownColumn, .noSuchTable].contains(error.code) {
            reason = "The server refuses the query (MySQL error \(error.code.rawValue))"
        }
        let text =
            "\(step.summary): cannot be looked at any more. \(reason). A later migration that means it says so: "
            + "supersedes .step(\(context.ordinal), of: \(context.version))"
        return [Finding(check: "\(step.kind)-unfit", table: "", text: text, rows: 0)]
    }

    /// The errors by which a step reports that the schema is not the one that it was written for.
    private static let unfit: Set<SutureError.Code> = [
        .tableMissing, .columnMissing, .primaryKeyMissing, .engineNotTransactional, .foreignKeyMismatch, .unsupported,
    ]

    private func collect(
        _ migrations: [RegisteredMigration],
        showsValues: Bool,
        _ look: (any Step, StepContext) throws -> [Finding]
    ) throws -> [MigrationVerification] {
        let superseded = try scope.superseded()
        return try migrations.map { migration in
            var findings: [Finding] = []
            var passedOver: [MigrationVerification.SupersededPlace] = []
            for (place, step) in migration.placedSteps {
                if let version = superseded[place] {
                    passedOver.append(MigrationVerification.SupersededPlace(step: place.ordinal, by: version))
                } else {
                    let context = scope.context(migration.version, step: place.ordinal, showsValues: showsValues)
                    findings += try look(step, context)
                }
            }
            return MigrationVerification(
                version: migration.version,
                name: migration.name,
                findings: findings,
                superseded: passedOver
            )
        }
    }
}
