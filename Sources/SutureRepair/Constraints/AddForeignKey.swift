import MySQLClient
import SutureCore

/// Adds a foreign key without locking the table for long, and without missing an orphan.
///
///     AddForeignKey("fk_students_user", on: "students", column: "id", references: "users")
///
/// With `foreign_key_checks` on, the server would copy the whole table; with it off, it adds the key at once, and never
/// checks existing rows. So the step looks for orphans before by an anti-join, adds the key unchecked, and looks for
/// orphans once more: if one was written in between, it drops the key again and fails.
public struct AddForeignKey: DefinitionStep {
    /// The table that refers.
    public let table: String
    let name: String
    let column: String
    let parent: String
    private let parentColumn: String?
    private let onDelete: ReferentialAction
    private let onUpdate: ReferentialAction

    /// Adds a foreign key.
    ///
    /// - Parameters:
    ///   - name: The constraint's name.
    ///   - table: The table that refers.
    ///   - column: The column that refers.
    ///   - parent: The table that is referred to.
    ///   - parentColumn: Its column; nil for its primary key.
    ///   - onDelete: The action when the parent's row is deleted.
    ///   - onUpdate: The action when the parent's key changes.
    public init(
        _ name: String,
        on table: String,
        column: String,
        references parent: String,
        parentColumn: String? = nil,
        onDelete: ReferentialAction = .restrict,
        onUpdate: ReferentialAction = .restrict
    ) {
        self.name = name
        self.table = table
        self.column = column
        self.parent = parent
        self.parentColumn = parentColumn
        self.onDelete = onDelete
        self.onUpdate = onUpdate
    }

    /// The name of the kind: `add-foreign-key`.
    public var kind: String { "add-foreign-key" }
    /// A summary with the key, its column and the parent.
    public var summary: String { "add foreign key \(name): \(table).\(column) → \(parent)" }

    /// Returns the table and its parent.
    public func tables(in schema: Schema) throws -> Set<String> {
        [try schema.table(table).name, try schema.table(parent).name]
    }

    /// Returns the reference of the future key.
    public func references(in schema: Schema) throws -> [RowReference] {
        let parent = try schema.table(parent)
        let columns = parentColumn.map { [$0] } ?? parent.keyColumns
        return [RowReference(try schema.table(table).name, [column], to: parent.name, columns)]
    }

    /// Checks that the two columns have types that the server accepts, and that the parent's column is a key.
    public func check(_ context: StepContext) throws {
        let child = try context.schema.table(table)
        let parent = try context.schema.table(parent)
        if let table = [child, parent].first(where: { $0.engine.lowercased() != "innodb" }) {
            throw SutureError(
                .unsupported,
                "Table \(table.name) is stored by \(table.engine), which knows no foreign keys.",
                remedy: "Convert it first: ALTER TABLE \(table.name) ENGINE=InnoDB."
            )
        }
        let column = try child.requireColumn(column)
        if !column.isNullable, onDelete == .setNull || onUpdate == .setNull {
            throw SutureError(
                .invalidMigration,
                "\(child.name).\(column.name) takes no NULL, which \(name) would set it to.",
                remedy: "Choose another action, or make the column nullable first."
            )
        }
        let target = try parent.requireColumn(referenced(parent))
        if let difference = ColumnAgreement.difference(column, target) {
            throw SutureError(
                .foreignKeyMismatch,
                "\(child.name).\(column.name) and \(parent.name).\(target.name) do not agree in \(difference).",
                remedy:
                    "Change one of the columns to the other's \(difference.prefix { $0 != ":" }) before \(name) is added."
            )
        }
        guard parent.indexes.contains(where: { $0.isUnique && $0.parts.count == 1 && $0.begins(with: [target.name]) })
        else {
            throw SutureError(
                .foreignKeyMismatch,
                "\(parent.name).\(target.name) is not unique, so \(name) cannot refer to it.",
                remedy: "Add a unique key over it by a step before."
            )
        }
        if let key = child.foreignKeys.first(where: { $0.name == name }), !isKey(key) {
            throw SutureError(
                .invalidMigration,
                "Table \(child.name) has another foreign key named \(name).",
                remedy: "Choose another name for the key."
            )
        }
    }

    private func referenced(_ parent: Table) throws -> String {
        if let parentColumn { return parentColumn }
        guard parent.keyColumns.count == 1, let key = parent.keyColumns.first else {
            throw SutureError(
                .foreignKeyMismatch,
                "\(parent.name) has no primary key of one column.",
                remedy: "Name the column that \(name) refers to."
            )
        }
        return key
    }

    private func isKey(_ key: ForeignKey) -> Bool {
        key.columns.map { $0.lowercased() } == [column.lowercased()] && key.parent.lowercased() == parent.lowercased()
    }

    /// Returns whether a foreign key from the column to the parent exists.
    public func isDefined(_ context: StepContext) throws -> Bool {
        try context.schema.table(table).foreignKeys.contains(where: isKey)
    }

    /// Returns a blocker while orphans remain.
    public func obstacles(_ context: StepContext) throws -> [Note] {
        let orphans = try orphanCount(context)
        guard orphans > 0 else { return [] }
        return [
            Note(
                .blocker,
                .orphansRemain,
                "\(name) cannot be added: \(orphans.of("row")) of \(table) \(orphans.verb("names", "name")) no row of \(parent) by \(column).",
                remedy: "Remove them by a DeleteOrphans step before."
            )
        ]
    }

    /// Adds the key unchecked.
    public func define(_ context: StepContext) throws {
        let parent = try context.schema.table(parent)
        let target = try referenced(parent)
        try context.session.execute("SET SESSION foreign_key_checks = 0")
        defer { _ = try? context.session.execute("SET SESSION foreign_key_checks = 1") }
        try context.alter(
            table,
            [
                """
                ADD CONSTRAINT \(identifier: name) FOREIGN KEY (\(identifier: column))
                REFERENCES \(table: parent) (\(identifier: target))
                ON DELETE \(raw: onDelete.rawValue) ON UPDATE \(raw: onUpdate.rawValue)
                """
            ]
        )
    }

    /// Looks for orphans once more, and drops the key if there are any.
    public func confirm(_ context: StepContext) throws {
        let orphans = try orphanCount(context)
        guard orphans > 0 else { return }
        try context.alter(table, undefinition(context))
        throw SutureError(
            .orphansRemain,
            "\(orphans.of("orphan")) of \(table).\(column) \(orphans.verb("was", "were")) written while \(name) was added; it was dropped again.",
            remedy: "Run up again.",
            outcome: .failed
        )
    }

    /// Returns the part of an ALTER TABLE that drops the key, by its actual name.
    public func undefinition(_ context: StepContext) throws -> [Statement] {
        try foreignKeys(context).map { "DROP FOREIGN KEY \(identifier: $0)" }
    }

    /// Returns the key by its actual name.
    public func foreignKeys(_ context: StepContext) throws -> [String] {
        try context.schema.table(table).foreignKeys.filter(isKey).map(\.name)
    }

    /// Checks that the key exists, and looks for orphans.
    public func verify(_ context: StepContext) throws -> [Finding] {
        var findings: [Finding] = []
        if try !isDefined(context) {
            let text = "no foreign key \(table).\(column) → \(parent)"
            findings.append(Finding(check: "foreign-key-missing", table: table, text: text, rows: 0))
        }
        let orphans = try orphanCount(context)
        if orphans > 0 {
            let text = "\(table).\(column) names no row of \(parent)"
            findings.append(Finding(check: "orphaned-rows", table: table, text: text, rows: orphans))
        }
        return findings
    }

    private func orphanCount(_ context: StepContext) throws -> Int {
        let parent = try context.schema.table(parent)
        let target = try referenced(parent)
        return try context.session.value(
            """
            SELECT COUNT(*) FROM \(table: context.schema.table(table)) AS t
            LEFT JOIN \(table: parent) AS p ON p.\(identifier: target) = t.\(identifier: column)
            WHERE t.\(identifier: column) IS NOT NULL AND p.\(identifier: target) IS NULL
            """
        ) ?? 0
    }
}
