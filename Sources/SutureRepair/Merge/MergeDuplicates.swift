import MySQLClient
import SutureCore

/// Merges duplicates: one row survives, everything that refers to the others is re-pointed to it, and the others are
/// deleted.
///
///     MergeDuplicates(
///         of: "institutions", by: ["name"],
///         survivor: [.mostReferenced(by: "courses"), .oldest("created_at")],
///         fields: ["website": .fillBlank],
///         undeclared: [MergeReference("invoices", "institution_id")],
///         collisions: ["courses": .merge, "institution_settings": .keepSurvivors]
///     )
///
/// Rows are equal when all columns of `by` are, by their collation (or the given one); a row with a NULL among them
/// equals none. Rows that are only similar are merged if a person has decided it, in `reviewed`. The survivors and
/// duplicates, in this table and below it, are determined before the first write. Every foreign key holds at every
/// statement, and no cascade fires.
///
/// Tables of other schemas that refer to these by foreign keys are changed like those of the schema itself; they are
/// called `schema.table`. Undeclared references are not searched there, except in such tables.
///
/// A column that looks like a reference, but that no foreign key declares, has to be named in `undeclared` or in
/// `ignoring`: until then the plan reports it and `up` refuses.
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
    ///   - collation: The collation to compare by; nil for each column's own, as for a unique key.
    ///   - rules: The rules that keep equal rows from being merged.
    ///   - reviewed: The decisions of a person about rows that are not equal, but may be duplicates.
    ///   - survivor: The rules for choosing the survivor.
    ///   - fields: The rules for columns of the survivor; other columns keep their values.
    ///   - undeclared: References that no foreign key declares.
    ///   - adoptingSuggested: True to adopt a column that looks like a reference, as if it were named, if its type is
    ///   that of the primary key and each of its values exists there. A column with a missing value still has to be
    ///   named or ignored.
    ///   - ignoring: Columns that look like references but are not.
    ///   - collisions: The policies for colliding rows of referring tables; `.fail` for those not named.
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
    /// True: a maintenance applies it again.
    public var repeatsInMaintenance: Bool { true }
    /// A summary with the table and the columns.
    public var summary: String { "merge duplicate \(table) by \(columns.joined(separator: ", "))" }

    /// Returns the table, the tables that may lose rows with it, and all that refer to one of them.
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

    /// Returns the named references, and those that may be adopted, without ids in JSON documents.
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

    /// Determines the survivors and duplicates, in this table and below.
    public func prepare(_ workspace: Workspace, _ context: StepContext) throws -> [Note] {
        let (step, notes) = try AdoptedReferences(context: context).settle(for: self, in: workspace)
        let layout = try MergeLayout(step, context.schema)
        return try notes + outside(layout).notes(context.session)
            + MergeClosure(step: step, layout: layout, workspace: workspace, context: context).settle()
    }

    /// Returns the writes, in an order in which every foreign key holds.
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
        let columns = UnknownColumns(graph: graph, keys: retired, ignored: ignored, named: nil)
        let samples = TableSamples(context.session)
        return try ValueSearch(columns: columns, retired: retired, samples: samples, session: context.session)
            .findings()
    }

    /// Looks for dangling references, among those that the migration names or has adopted.
    public func watch(_ context: StepContext) throws -> [Finding] {
        let step = try AdoptedReferences(context: context).recorded(for: self)
        return try NamedOrphans(step: step, schema: context.schema, session: context.session).findings()
    }

    private func outside(_ layout: MergeLayout) throws -> OutsideReferences {
        try OutsideReferences(layout.schema, changing: Set(layout.order + layout.referring.map(\.table)))
    }

    /// Returns the equal rows, without decisions about single rows.
    func members(of table: Table) throws -> ClassMembers {
        ClassMembers(
            table: table,
            rows: DuplicateRows(table: table, columns: columns, collation: collation),
            separating: try rules.separating.map(table.requireColumn),
            decided: KeyedRows(table: table)
        )
    }

    /// Returns the step with more references named.
    func naming(_ references: [MergeReference]) -> MergeDuplicates {
        var step = self
        step.undeclared += references
        return step
    }
}
