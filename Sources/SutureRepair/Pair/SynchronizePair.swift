import MySQLClient
import SutureCore

/// Brings two tables that share an identity into step: the same keys, and the same values in the columns that they share.
///
///     SynchronizePair(
///         source: "users", partner: "students",
///         sharing: ["name", "email"],
///         belongs: "role = 'STUDENT'",
///         newPartner: ["status": "'active'", "last_active": "@suture_now"],
///         newSource: ["role": "'STUDENT'", "password": "'!'"]
///     )
///
/// The source is the source of truth. A row of the source that belongs to the pair and has no partner gets one; a partner
/// without a source row gets one; where the two disagree in a shared column, byte for byte, the partner takes the source's
/// value. A partner whose source row does not belong to the pair is left alone, and found by `analyze`.
///
/// Everything that could stand against it is looked for over all rows before the first write: values that are too long, unique
/// keys that would collide, and the same person twice (a partner without a source row whose unique value belongs to a
/// source row with another key).
public struct SynchronizePair: DataStep {
    let source: String
    let partner: String
    let shared: [String]
    let belongs: Statement
    let newPartner: [(column: String, value: Statement)]
    let newSource: [(column: String, value: Statement)]

    /// Synchronizes two tables by their primary keys.
    ///
    /// - Parameters:
    ///   - source: The table that is the source of truth.
    ///   - partner: Its other half; its primary key is the source's.
    ///   - shared: The columns that both have and that must agree.
    ///   - belongs: SQL over the source's columns: whether a row has to have a partner.
    ///   - newPartner: Further columns of a new partner row; SQL over the source row `t`.
    ///   - newSource: Further columns of a new source row; SQL over the partner row `t`. `@suture_now` is the time at which the
    ///     migration began, the same in every attempt.
    public init(
        source: String,
        partner: String,
        sharing shared: [String],
        belongs: Statement,
        newPartner: KeyValuePairs<String, Statement> = [:],
        newSource: KeyValuePairs<String, Statement> = [:]
    ) {
        self.source = source
        self.partner = partner
        self.shared = shared
        self.belongs = belongs
        self.newPartner = newPartner.map { ($0.key, $0.value) }
        self.newSource = newSource.map { ($0.key, $0.value) }
    }

    /// The name of the kind: `synchronize-pair`.
    public var kind: String { "synchronize-pair" }
    /// The two tables and the columns.
    public var summary: String { "synchronize \(source) and \(partner) (\(shared.joined(separator: ", ")))" }

    /// The two tables.
    public func tables(in schema: Schema) throws -> Set<String> {
        [try schema.table(source).name, try schema.table(partner).name]
    }

    /// Checks that the columns are there, and that the primary keys are one column each and agree.
    public func check(_ context: StepContext) throws {
        let pair = try PairTables(self, context.schema)
        try pair.source.requireRepairable()
        try pair.partner.requireRepairable()
        for column in shared {
            _ = try pair.source.requireColumn(column)
            _ = try pair.partner.requireColumn(column)
        }
        for entry in newPartner { _ = try pair.partner.requireColumn(entry.column) }
        for entry in newSource { _ = try pair.source.requireColumn(entry.column) }
        if let difference = ColumnAgreement.difference(pair.sourceKeyColumn, pair.partnerKeyColumn) {
            throw SutureError(
                .invalidMigration,
                "The keys of \(pair.source.name) and \(pair.partner.name) do not agree in \(difference).",
                remedy: "Give both keys the same type before they are synchronized."
            )
        }
    }

    /// Looks at all rows that would be written for what stands against them.
    public func prepare(_ workspace: Workspace, _ context: StepContext) throws -> [Note] {
        try PairObstacles(step: self, pair: PairTables(self, context.schema), session: context.session).notes()
    }

    /// Missing sources, missing partners, then disagreements.
    public func changes(_ workspace: Workspace, _ context: StepContext) throws -> [TableChange] {
        let pair = try PairTables(self, context.schema)
        return [
            .insert(
                "create missing \(pair.source.name)",
                table: pair.source,
                set: assignments(pair.sourceKey, newSource),
                joins: "JOIN \(table: pair.partner) AS t ON t.\(identifier: pair.partnerKey) = w.key_1",
                stage: "SELECT t.\(identifier: pair.partnerKey) \(pair.partnersWithoutSource)"
            ),
            .insert(
                "create missing \(pair.partner.name)",
                table: pair.partner,
                set: assignments(pair.partnerKey, newPartner),
                joins: "JOIN \(table: pair.source) AS t ON t.\(identifier: pair.sourceKey) = w.key_1",
                stage: "SELECT t.\(identifier: pair.sourceKey) \(pair.sourcesWithoutPartner)"
            ),
            .update(
                "bring \(pair.partner.name) into step",
                table: pair.partner,
                set: shared.map { TableChange.Assignment($0, "s.\(identifier: $0)") },
                joins: pair.joinSource,
                filter: pair.disagrees
            ),
        ]
    }

    private func assignments(
        _ key: String,
        _ further: [(column: String, value: Statement)]
    ) -> [TableChange.Assignment] {
        [TableChange.Assignment(key, "w.key_1")]
            + shared.map { TableChange.Assignment($0, "t.\(identifier: $0)") }
            + further.map { TableChange.Assignment($0.column, $0.value) }
    }

    /// Counts what is out of step.
    public func verify(_ context: StepContext) throws -> [Finding] {
        try PairFindings(pair: PairTables(self, context.schema), session: context.session).outOfStep()
    }

    /// Counts what is out of step, and the partners whose source row does not belong to the pair.
    public func analyze(_ context: StepContext) throws -> [Finding] {
        let findings = try PairFindings(pair: PairTables(self, context.schema), session: context.session)
        return try findings.outOfStep() + findings.misplaced()
    }
}
