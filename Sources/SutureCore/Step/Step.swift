/// The smallest thing that is planned, applied, verified and reverted on its own.
///
/// Take one of the kinds that SutureRepair has; a kind of its own conforms to ``DataStep`` or ``DefinitionStep``, which
/// bring the protocol of journal, cursor and intent with them.
public protocol Step: Sendable {
    /// The kind's name, such as `merge-duplicates`; recorded when the step is applied.
    var kind: String { get }
    /// What the step does, in a few words without values of rows.
    var summary: String { get }
    /// Whether the step can be taken back.
    var isReversible: Bool { get }
    /// Whether the step may change definitions in ways that cannot be foreseen, as raw SQL does.
    var isOpaque: Bool { get }

    /// The tables that the step reads or changes; they must exist when it begins.
    func tables(in schema: Schema) throws -> Set<String>
    /// The references that the step knows of without a foreign key.
    ///
    /// A rehearsal on a sample of the rows keeps them whole.
    func references(in schema: Schema) throws -> [RowReference]
    /// Checks the declaration against the schema, without looking at rows.
    ///
    /// - Throws: `SutureError` when the step cannot work on this schema.
    func check(_ context: StepContext) throws
    /// Asks the server, before a run changes anything, whether it accepts the conditions and expressions of the step.
    ///
    /// Asked only while no earlier step may change definitions in ways that cannot be foreseen. No row is read.
    ///
    /// - Throws: `SutureError.Code.sqlRefused`.
    func checkSQL(_ context: StepContext) throws
    /// Looks, before a run changes anything, whether the server lets the account do what the step does; reads only.
    ///
    /// - Throws: `SutureError.Code.privilegeMissing` with what a DBA has to run, as far as the account can know it.
    func checkPrivileges(_ context: StepContext) throws
    /// What would change now. Reads only; temporary tables are its one trace.
    func plan(_ context: StepContext) throws -> StepPlan
    /// Applies the step from wherever the last attempt stopped.
    func apply(_ context: StepContext) throws
    /// The definitions that the step has changed, as its plan names them.
    func defined(_ context: StepContext) throws -> [PlannedChange]
    /// Looks whether what the step promises is so.
    func verify(_ context: StepContext) throws -> [Finding]
    /// Looks for everything that concerns the step, what it leaves to a person too. Reads only.
    func analyze(_ context: StepContext) throws -> [Finding]
    /// Looks for what the step has retired and that stands somewhere all the same; no repetition of the step would mend it.
    /// Reads only.
    func remains(_ context: StepContext) throws -> [Finding]
    /// What a watch looks for beside what the step promises, such as what it leaves to a person. Reads only.
    func watch(_ context: StepContext) throws -> [Finding]
    /// What is to be said of the declaration by itself, and by the steps around it; no row is read.
    func lint(_ context: LintContext) -> [LintRemark]
    /// Looks, before anything is taken back, whether somebody has edited since what is no row, such as a definition.
    ///
    /// - Throws: `SutureError` when that stands against the rollback, by the context's conflict policy.
    func checkRevert(_ context: StepContext) throws
    /// Takes back what was applied, from wherever the last attempt stopped.
    func revert(_ context: StepContext) throws
}

extension Step {
    /// Steps can be taken back unless they say otherwise.
    public var isReversible: Bool { true }
    /// None, unless the step says otherwise.
    public func defined(_ context: StepContext) throws -> [PlannedChange] { [] }
    /// Nothing, unless the step says otherwise.
    public func remains(_ context: StepContext) throws -> [Finding] { [] }
    /// Nothing more, unless the step says otherwise.
    public func watch(_ context: StepContext) throws -> [Finding] { [] }
    /// Nothing, unless the step says otherwise.
    public func lint(_ context: LintContext) -> [LintRemark] { [] }
    /// None, unless the step says otherwise.
    public func references(in schema: Schema) throws -> [RowReference] { [] }
    /// Steps are transparent unless they say otherwise.
    public var isOpaque: Bool { false }
    /// The step has no SQL of the migration's author, unless it says otherwise.
    public func checkSQL(_ context: StepContext) throws {}
    /// What the account lacks is found when it is needed, unless the step says otherwise.
    public func checkPrivileges(_ context: StepContext) throws {}
    /// Nothing stands against it, unless the step says otherwise.
    public func checkRevert(_ context: StepContext) throws {}
    /// An analysis finds what a verification finds, unless the step says otherwise.
    public func analyze(_ context: StepContext) throws -> [Finding] { try verify(context) }
}
