/// The smallest unit that is planned, applied, verified and reverted on its own.
///
/// Use one of the kinds in SutureRepair; a kind of your own conforms to ``DataStep`` or ``DefinitionStep``, which
/// include the protocol of journal, cursor and intent.
public protocol Step: Sendable {
    /// The kind's name, such as `merge-duplicates`; recorded when the step is applied.
    var kind: String { get }
    /// A short summary of the step, without values of rows.
    var summary: String { get }
    /// True if the step can be reverted.
    var isReversible: Bool { get }
    /// True if the step may change definitions unpredictably, as raw SQL does.
    var isOpaque: Bool { get }

    /// Returns the tables that the step reads or changes; they must exist when it begins.
    func tables(in schema: Schema) throws -> Set<String>
    /// Returns the references that the step knows without a foreign key.
    ///
    /// A rehearsal on a sample of the rows includes the parents of these references.
    func references(in schema: Schema) throws -> [RowReference]
    /// Checks the declaration against the schema, without reading rows.
    ///
    /// - Throws: `SutureError` when the step cannot work on this schema.
    func check(_ context: StepContext) throws
    /// Checks, before a run changes anything, that the server accepts the conditions and expressions of the step.
    ///
    /// Called only while no earlier step may change definitions unpredictably. No row is read.
    ///
    /// - Throws: `SutureError.Code.sqlRefused`.
    func checkSQL(_ context: StepContext) throws
    /// Checks, before a run changes anything, that the account has the privileges of the step; read-only.
    ///
    /// - Throws: `SutureError.Code.privilegeMissing` with the statements for a DBA, as far as the account can know
    ///   them.
    func checkPrivileges(_ context: StepContext) throws
    /// Returns what would change now. Read-only, apart from temporary tables.
    func plan(_ context: StepContext) throws -> StepPlan
    /// Applies the step, continuing from where the last attempt stopped.
    func apply(_ context: StepContext) throws
    /// Returns the definitions that the step has changed, as its plan names them.
    func defined(_ context: StepContext) throws -> [PlannedChange]
    /// Checks that the database satisfies the step.
    func verify(_ context: StepContext) throws -> [Finding]
    /// Looks for all data that concerns the step, including what it leaves to a person. Read-only.
    func analyze(_ context: StepContext) throws -> [Finding]
    /// Looks for retired values of the step that still occur somewhere; no repetition of the step would fix them.
    /// Read-only.
    func remains(_ context: StepContext) throws -> [Finding]
    /// Looks for further findings of a watch, such as data that the step leaves to a person. Read-only.
    func watch(_ context: StepContext) throws -> [Finding]
    /// Returns the remarks on the declaration by itself, and by the steps around it; no row is read.
    func lint(_ context: LintContext) -> [LintRemark]
    /// Checks, before anything is reverted, for later edits of things other than rows, such as definitions.
    ///
    /// - Throws: `SutureError` when an edit conflicts with the rollback, by the context's conflict policy.
    func checkRevert(_ context: StepContext) throws
    /// Reverts what was applied, continuing from where the last attempt stopped.
    func revert(_ context: StepContext) throws
}

extension Step {
    /// By default, a step can be reverted.
    public var isReversible: Bool { true }
    /// By default, returns none.
    public func defined(_ context: StepContext) throws -> [PlannedChange] { [] }
    /// By default, returns none.
    public func remains(_ context: StepContext) throws -> [Finding] { [] }
    /// By default, returns none.
    public func watch(_ context: StepContext) throws -> [Finding] { [] }
    /// By default, returns none.
    public func lint(_ context: LintContext) -> [LintRemark] { [] }
    /// By default, returns none.
    public func references(in schema: Schema) throws -> [RowReference] { [] }
    /// By default, a step changes definitions predictably.
    public var isOpaque: Bool { false }
    /// By default, the step has no SQL of the migration's author.
    public func checkSQL(_ context: StepContext) throws {}
    /// By default, a missing privilege is found only when it is needed.
    public func checkPrivileges(_ context: StepContext) throws {}
    /// By default, nothing conflicts.
    public func checkRevert(_ context: StepContext) throws {}
    /// By default, an analysis finds the same as a verification.
    public func analyze(_ context: StepContext) throws -> [Finding] { try verify(context) }
}
