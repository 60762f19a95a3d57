import MySQLClient
import SutureCore

/// Synchronizes two tables that share an identity: the same keys, and the same values in shared columns.
///
///     SynchronizePair(
///         source: "users", partner: "students",
///         sharing: ["name", "email"],
///         belongs: "role = 'STUDENT'",
///         newPartner: ["status": "'active'", "last_active": "@suture_now"],
///         newSource: ["role": "'STUDENT'", "password": "'!'"]
///     )
///
/// The source is the source of truth. A row of the source that belongs to the pair and has no partner gets one; a
/// partner without a source row gets one; where the two differ in a shared column, byte for byte, the partner gets the
/// source's value. A partner whose source row does not belong to the pair is not changed; `analyze` finds it, and
/// `check` warns of it.
///
/// All possible conflicts are checked over all rows before the first write: values that are too long, unique keys that
/// would collide, and the same person twice (a partner without a source row whose unique value belongs to a source row
/// with another key).
public struct SynchronizePair: DataStep {
    /// The two tables, for a later migration that keeps them in step.
    public let pair: SynchronizedPair

    /// Synchronizes a pair that is described elsewhere.
    ///
    /// - Parameter pair: The two tables.
    public init(_ pair: SynchronizedPair) { self.pair = pair }

    /// Synchronizes two tables by their primary keys.
    ///
    /// - Parameters:
    ///   - source: The table that is the source of truth.
    ///   - partner: Its other half; its primary key is the source's.
    ///   - shared: The columns that both have and that must agree.
    ///   - belongs: SQL over the source's columns that is true if a row must have a partner.
    ///   - newPartner: Further columns of a new partner row; SQL over the source row `t`.
    ///   - newSource: Further columns of a new source row; SQL over the partner row `t`. `@suture_now` is the time at
    ///   which the migration began, the same in every attempt.
    public init(
        source: String,
        partner: String,
        sharing shared: [String],
        belongs: Statement,
        newPartner: KeyValuePairs<String, Statement> = [:],
        newSource: KeyValuePairs<String, Statement> = [:]
    ) {
        pair = SynchronizedPair(
            source: source,
            partner: partner,
            sharing: shared,
            belongs: belongs,
            newPartner: newPartner,
            newSource: newSource
        )
    }

    /// The name of the kind: `synchronize-pair`.
    public var kind: String { "synchronize-pair" }
    /// True: a maintenance applies it again.
    public var repeatsInMaintenance: Bool { true }
    /// A summary with the two tables and the columns.
    public var summary: String {
        "synchronize \(pair.source) and \(pair.partner) (\(pair.shared.joined(separator: ", ")))"
    }

    /// Returns the two tables.
    public func tables(in schema: Schema) throws -> Set<String> {
        [try schema.table(pair.source).name, try schema.table(pair.partner).name]
    }

    /// Returns the references: each half of a pair names the other one, and further columns may name the pair.
    public func references(in schema: Schema) throws -> [RowReference] {
        let (source, partner) = (try schema.table(pair.source), try schema.table(pair.partner))
        let named = try pair.undeclared.map { reference in
            RowReference(try schema.table(reference.table).name, [reference.column], to: source.name, source.keyColumns)
        }
        return named + [
            RowReference(source.name, source.keyColumns, to: partner.name, partner.keyColumns),
            RowReference(partner.name, partner.keyColumns, to: source.name, source.keyColumns),
        ]
    }

    /// Checks that the columns exist, and that the primary keys are one column each and of the same type.
    public func check(_ context: StepContext) throws {
        let tables = try PairTables(pair, context.schema)
        try tables.source.requireRepairable()
        try tables.partner.requireRepairable()
        try tables.requireColumns()
        try tables.requireEqualKeys()
    }

    /// Checks the condition and the values of new rows with the server.
    public func checkSQL(_ context: StepContext) throws {
        try PairTables(pair, context.schema).requireAccepted(context)
    }

    /// Looks for conflicts over all rows that would be written.
    public func prepare(_ workspace: Workspace, _ context: StepContext) throws -> [Note] {
        try PairObstacles(pair: PairTables(pair, context.schema), session: context.session).notes()
    }

    /// Returns the changes: missing sources, missing partners, then differences.
    public func changes(_ workspace: Workspace, _ context: StepContext) throws -> [TableChange] {
        let tables = try PairTables(pair, context.schema)
        return [
            .insert(
                "create missing \(tables.source.name)",
                table: tables.source,
                set: assignments(tables.sourceKey, pair.newSource),
                joins: "JOIN \(table: tables.partner) AS t ON t.\(identifier: tables.partnerKey) = w.key_1",
                stage: "SELECT t.\(identifier: tables.partnerKey) \(tables.partnersWithoutSource)"
            ),
            .insert(
                "create missing \(tables.partner.name)",
                table: tables.partner,
                set: assignments(tables.partnerKey, pair.newPartner),
                joins: "JOIN \(table: tables.source) AS t ON t.\(identifier: tables.sourceKey) = w.key_1",
                stage: "SELECT t.\(identifier: tables.sourceKey) \(tables.sourcesWithoutPartner)"
            ),
            .update(
                "bring \(tables.partner.name) into step",
                table: tables.partner,
                set: pair.shared.map { TableChange.Assignment($0, "s.\(identifier: $0)") },
                joins: tables.joinSource,
                filter: tables.disagrees
            ),
        ]
    }

    private func assignments(
        _ key: String,
        _ further: [SynchronizedPair.Assignment]
    ) -> [TableChange.Assignment] {
        [TableChange.Assignment(key, "w.key_1")]
            + pair.shared.map { TableChange.Assignment($0, "t.\(identifier: $0)") }
            + further.map { TableChange.Assignment($0.column, $0.value) }
    }

    /// Counts the rows that are out of step.
    public func verify(_ context: StepContext) throws -> [Finding] {
        try PairFindings(pair: PairTables(pair, context.schema), session: context.session).outOfStep()
    }

    /// Counts the partners whose source row does not belong to the pair.
    public func watch(_ context: StepContext) throws -> [Finding] {
        try PairFindings(pair: PairTables(pair, context.schema), session: context.session).misplaced()
    }

    /// Counts the rows that are out of step, and the partners whose source row does not belong to the pair.
    public func analyze(_ context: StepContext) throws -> [Finding] {
        let findings = try PairFindings(pair: PairTables(pair, context.schema), session: context.session)
        return try findings.outOfStep() + findings.misplaced()
    }
}
