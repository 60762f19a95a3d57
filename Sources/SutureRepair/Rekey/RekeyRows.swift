import MySQLClient
import SutureCore

/// Gives rows another primary key, and changes all references to them.
///
///     RekeyRows(of: "students", to: .matching("users", on: "email"))
///
/// No foreign key allows a key to change while rows refer to it. So each row is copied under its new key, the
/// references are re-pointed, and the old row is deleted; references never dangle. Meanwhile both rows exist. Columns
/// of a unique key, which both cannot hold, are NULL in the copy until the old row is deleted, or a mark such as `~17`
/// if they are not nullable; `plan` names them. The last change copies edits of the old row by the application.
///
/// A new key that another row has is refused, even if that row would give it up: that takes two steps. `suture
/// redirects` lists the old keys. Tables of other schemas that refer to the key are changed as well.
public struct RekeyRows: DataStep {
    let table: String
    let source: KeySource
    let undeclared: [MergeReference]
    let ignored: [MergeReference]

    /// Gives rows another primary key.
    ///
    /// - Parameters:
    ///   - table: The table; its primary key is one column.
    ///   - source: The source of the new keys.
    ///   - undeclared: References that no foreign key declares.
    ///   - ignoring: Columns that look like references but are not.
    public init(
        of table: String,
        to source: KeySource,
        undeclared: [MergeReference] = [],
        ignoring: [MergeReference] = []
    ) {
        self.table = table
        self.source = source
        self.undeclared = undeclared
        self.ignored = ignoring
    }

    /// The name of the kind: `rekey-rows`.
    public var kind: String { "rekey-rows" }
    /// True: a maintenance applies it again.
    public var repeatsInMaintenance: Bool { true }
    /// A summary with the table and the source of its keys.
    public var summary: String {
        "give rows of \(table) the keys of \(source.table) by \(source.columns.joined(separator: ", "))"
    }

    /// Returns the table, the source, and all tables that refer to the table.
    public func tables(in schema: Schema) throws -> Set<String> {
        let layout = try RekeyLayout(self, schema)
        return Set([layout.table.name, layout.source.name] + layout.references.map(\.table))
    }

    /// Returns the named references, and the row from which each takes its key.
    public func references(in schema: Schema) throws -> [RowReference] {
        let layout = try RekeyLayout(self, schema)
        let columns = layout.columns
        return layout.graph.undeclared + [RowReference(layout.table.name, columns, to: layout.source.name, columns)]
    }

    /// Checks the names and types, and that every reference can be re-pointed.
    public func check(_ context: StepContext) throws {
        let layout = try RekeyLayout(self, context.schema)
        try RekeyCheck(step: self, layout: layout).check()
        try OutsideReferences.requireSeen(layout.schema, to: [layout.table.name], context.session)
        try outside(layout).requirePrivileges(context)
    }

    /// Determines the rows whose key changes.
    public func prepare(_ workspace: Workspace, _ context: StepContext) throws -> [Note] {
        let layout = try RekeyLayout(self, context.schema)
        return try outside(layout).notes(context.session)
            + RekeyMap(step: self, layout: layout, workspace: workspace, context: context).settle()
    }

    private func outside(_ layout: RekeyLayout) throws -> OutsideReferences {
        try OutsideReferences(layout.schema, changing: Set(layout.references.map(\.table)))
    }

    /// Returns the writes, in an order in which every foreign key holds.
    public func changes(_ workspace: Workspace, _ context: StepContext) throws -> [TableChange] {
        try RekeyWrites(layout: RekeyLayout(self, context.schema), workspace: workspace).changes()
    }

    /// Counts the rows with a different key than they should have.
    public func verify(_ context: StepContext) throws -> [Finding] {
        let layout = try RekeyLayout(self, context.schema)
        let key: Statement = "t.\(identifier: layout.key.name)"
        let rows: Int = try context.session.value("SELECT COUNT(DISTINCT \(key)) FROM \(layout.wanted)") ?? 0
        guard rows > 0 else { return [] }
        return [
            Finding(
                check: "other-key",
                table: layout.table.name,
                text: "rows of \(layout.table.name) have another key than their equal in \(layout.source.name)",
                rows: rows
            )
        ]
    }
}
