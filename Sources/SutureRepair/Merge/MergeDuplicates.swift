import MySQLClient
import SutureCore

/// Merges rows that are the same thing stored more than once: one stays, everything that refers to the others is re-pointed
/// to it, and the others go.
///
///     MergeDuplicates(
///         of: "institutions", by: ["name"],
///         survivor: [.mostReferenced(by: "courses"), .oldest("created_at")],
///         fields: ["website": .fillBlank],
///         undeclared: [MergeReference("invoices", "institution_id")],
///         collisions: ["courses": .merge, "institution_settings": .keepSurvivors]
///     )
///
/// Rows are equal when all columns of `by` are, as their collation sees them (or the one that is given); a row with a NULL
/// among them equals none. Rows that are only alike are merged when a person has decided it, in `reviewed`. Which rows
/// stay and which go, in this table and below it, is settled before the first write. Every foreign key holds at every
/// statement, and no cascade fires.
///
/// Tables of other schemas that refer to these by foreign keys are changed like those of the schema itself; they are called
/// `schema.table`. References there that no foreign key declares are not looked for, except in such tables.
///
/// A column that looks like a reference, but that no foreign key declares, has to be named in `undeclared` or in `ignoring`:
/// until then the plan names it and `up` refuses.
public struct MergeDuplicates: DataStep {
    let table: String
    let columns: [String]
    let collation: String?
    let rules: [MergeRule]
    let reviewed: ReviewedClasses?
    let survivorRules: [SurvivorRule]
    let fields: [(column: String, rule: FieldRule)]
    private(set) var undeclared: [MergeReference]
    let adoptsSuggested: Bool
    let ignored: [MergeReference]
    let collisions: [String: CollisionPolicy]

    /// Merges the duplicates of a table.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - columns: The columns in which duplicates are equal.
    ///   - collation: The collation to compare by; nil for each column's own, which is what a unique key will use.
    ///   - rules: What keeps equal rows from being merged.
    ///   - reviewed: What a person decided about rows that are not equal, but may be the same thing.
    ///   - survivor: How the row that stays is chosen.
    ///   - fields: What becomes of columns of the row that stays; those not named stay as they are.
    ///   - undeclared: References that no foreign key declares.
    ///   - adoptingSuggested: Whether a column that looks like a reference is taken for one, as if it were named, when its
    ///     type is that of the primary key and each of its values is found there. A column of which a value is not found
    ///     still has to be named or ignored.
    ///   - ignoring: Columns that look like references and are none.
    ///   - collisions: What to do with colliding rows of a referring table; `.fail` for those not named.
    public init(
        of table: String,
        by columns: [String],
        collation: String? = nil,
        rules: [MergeRule] = [],
        reviewed: ReviewedClasses? = nil,
        survivor: [SurvivorRule] = [],
        fields: KeyValuePairs<String, FieldRule> = [:],
        undeclared: [MergeReference] = [],
        adoptingSuggested: Bool = false,
        ignoring: [MergeReference] = [],
        collisions: [String: CollisionPolicy] = [:]
    ) {
        self.table = table
        self.columns = columns
        self.collation = collation
        self.rules = rules
        self.reviewed = reviewed
        self.survivorRules = survivor
        self.fields = fields.map { ($0.key, $0.value) }
        self.undeclared = undeclared
        self.adoptsSuggested = adoptingSuggested
        self.ignored = ignoring
        self.collisions = collisions
    }

    /// The name of the kind: `merge-duplicates`.
    public var kind: String { "merge-duplicates" }
    /// A maintenance applies it again.
    public var repeatsInMaintenance: Bool { true }
    /// The table and the columns.
    public var summary: String { "merge duplicate \(table) by \(columns.joined(separator: ", "))" }

    /// The table, the tables that may lose rows with it, and all that refer to one of them.
    public func tables(in schema: Schema) throws -> Set<String> {
        let layout = try MergeLayout(self, schema)
        let referring = layout.order.flatMap { layout.graph.references(to: $0).map(\.table) }
        let suggested = adoptsSuggested ? AdoptedReferences.candidates(self, layout).map(\.table) : []
        let documents = try undeclared.filter { $0.path != nil }.map { try schema.table($0.table).name }
        let paths = survivorRules.flatMap { rule -> [String] in
            guard case .mostReferenced(let path) = rule.kind else { return [] }
            return path
        }
        return try Set(layout.order + referring + suggested + documents + paths.map { try schema.table($0).name })
    }

    /// The named references, and those that may be adopted; ids in JSON documents are none of them.
    public func references(in schema: Schema) throws -> [RowReference] {
        let layout = try MergeLayout(self, schema)
        let adopted = adoptsSuggested ? AdoptedReferences.candidates(self, layout) : []
        return layout.graph.undeclared + adopted.map(\.rows)
    }

    /// Checks the names, and that every reference can be re-pointed.
    public func check(_ context: StepContext) throws {
        let (step, _) = try AdoptedReferences(context: context).find(for: self)
        let layout = try MergeLayout(step, context.schema)
        try MergeCheck(step: step, layout: layout).check()
        try OutsideReferences.requireSeen(layout.schema, to: Set(layout.order), context.session)
        try outside(layout).requirePrivileges(context)
        try RuleCheck(step: self, table: context.schema.table(table)).check(context.session)
    }

    /// Settles which rows stay and which go, in this table and below.
    public func prepare(_ workspace: Workspace, _ context: StepContext) throws -> [Note] {
        let (step, notes) = try AdoptedReferences(context: context).settle(for: self, in: workspace)
        let layout = try MergeLayout(step, context.schema)
        return try notes + outside(layout).notes(context.session)
            + MergeClosure(step: step, layout: layout, workspace: workspace, context: context).settle()
    }

    /// The writes, in an order in which every foreign key holds.
    public func changes(_ workspace: Workspace, _ context: StepContext) throws -> [TableChange] {
        let step = try AdoptedReferences(context: context).settled(for: self, in: workspace)
        let layout = try MergeLayout(step, context.schema)
        return try MergeWrites(step: step, layout: layout, workspace: workspace, context: context).changes()
    }

    /// Looks for duplicates.
    public func verify(_ context: StepContext) throws -> [Finding] {
        try ClassDecisions(step: self, table: context.schema.table(table), session: context.session).members
            .findings(context, check: "duplicate-rows")
    }

    /// Looks for wide keys of rows that were merged away, such as UUIDs, in all columns of the schema.
    public func remains(_ context: StepContext) throws -> [Finding] {
        let parent = try context.schema.table(table)
        guard try context.hasRedirects, let retired = RetiredKeys(of: parent, recordedIn: context.names.redirects)
        else { return [] }
        let graph = try ReferenceGraph(schema: context.schema, named: [], root: parent.name)
        let columns = UnknownColumns(graph: graph, parent: parent, key: retired.key, ignored: ignored, named: nil)
        let samples = TableSamples(context.session)
        return try ValueSearch(columns: columns, retired: retired, samples: samples, session: context.session)
            .findings()
    }

    /// Looks for rows that refer to nothing by the references that the migration names or has adopted.
    public func watch(_ context: StepContext) throws -> [Finding] {
        let step = try AdoptedReferences(context: context).recorded(for: self)
        return try NamedOrphans(step: step, schema: context.schema, session: context.session).findings()
    }

    private func outside(_ layout: MergeLayout) throws -> OutsideReferences {
        try OutsideReferences(layout.schema, changing: Set(layout.order + layout.referring.map(\.table)))
    }

    /// The rows that are equal, without what is decided of single rows.
    func members(of table: Table) throws -> ClassMembers {
        ClassMembers(
            table: table,
            rows: DuplicateRows(table: table, columns: columns, collation: collation),
            separating: try rules.separating.map(table.requireColumn),
            decided: KeyedRows(table: table)
        )
    }

    /// The step with more references named.
    func naming(_ references: [MergeReference]) -> MergeDuplicates {
        var step = self
        step.undeclared += references
        return step
    }
}
