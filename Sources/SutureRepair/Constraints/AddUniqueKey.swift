import MySQLClient
import SutureCore

/// Adds a unique key, after looking for the rows that would violate it.
///
///     AddUniqueKey("uq_institutions_name", on: "institutions", columns: ["name"])
///
/// Rows are equal according to the columns' own collation, as for the key itself; rows with a NULL never are.
public struct AddUniqueKey: DefinitionStep {
    /// The table.
    public let table: String
    let name: String
    let columns: [String]

    /// Adds a unique key over columns of a table.
    public init(_ name: String, on table: String, columns: [String]) {
        self.name = name
        self.table = table
        self.columns = columns
    }

    /// The name of the kind: `add-unique-key`.
    public var kind: String { "add-unique-key" }
    /// A summary with the key, the table and the columns.
    public var summary: String { "add unique key \(name) on \(table) (\(columns.joined(separator: ", ")))" }

    /// Checks the columns, the length of the key, and that no other index has the name.
    public func check(_ context: StepContext) throws {
        let found = try context.schema.table(table)
        let bytes = try columns.map(found.requireColumn)
            .reduce(0) { $0 + ($1.byteLength ?? 8) }
        if let column = try columns.map(found.requireColumn).first(where: { hasNoUniqueKey($0, context) }) {
            throw SutureError(
                .invalidMigration,
                "\(found.name).\(column.name) is of the type \(column.type), over which no unique key can be.",
                remedy: "Put the key over a generated hash of it."
            )
        }
        guard bytes <= 3072 else {
            throw SutureError(
                .invalidMigration,
                "A key over \(found.name) (\(columns.joined(separator: ", "))) would take \(bytes) bytes; InnoDB allows 3072.",
                remedy: "Make the columns shorter, or put the key over a generated hash of them."
            )
        }
        let missing = try PartitionColumns(of: found, in: context.session).names
            .filter { name in
                !columns.contains { $0.lowercased() == name.lowercased() }
            }
        guard missing.isEmpty else {
            throw SutureError(
                .invalidMigration,
                "\(found.name) is partitioned by \(missing.joined(separator: ", ")), and a unique key of a partitioned table must "
                    + "have all columns of its partitions.",
                remedy: "Add them to the key, or put the key over a table without partitions."
            )
        }
        if let index = found.indexes.first(where: { $0.name.lowercased() == name.lowercased() }), !isKey(index) {
            throw SutureError(
                .invalidMigration,
                "Table \(found.name) has another index named \(name).",
                remedy: "Choose another name for the key."
            )
        }
    }

    /// Returns whether the server supports no unique key over the whole of such a column.
    private func hasNoUniqueKey(_ column: Column, _ context: StepContext) -> Bool {
        switch column.dataType {
        case "tinytext", "tinyblob", "json", "vector": context.session.server.vendor == .mysql
        case "geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon",
            "geometrycollection", "geomcollection":
            true
        default: false
        }
    }

    private func isKey(_ index: Index) -> Bool {
        index.isUnique && index.parts.count == columns.count && index.begins(with: columns)
    }

    /// Returns whether a unique index over exactly these columns exists.
    public func isDefined(_ context: StepContext) throws -> Bool {
        try context.schema.table(table).indexes.contains(where: isKey)
    }

    /// Returns a blocker while duplicates remain.
    public func obstacles(_ context: StepContext) throws -> [Note] {
        guard let finding = try duplicates(context).first else { return [] }
        return [
            Note(
                .blocker,
                .duplicatesRemain,
                "\(name) cannot be added: \(finding.text) (\(finding.rows.of("row"))).",
                remedy: "Merge them by a MergeDuplicates step before; suture analyze --show-values names them."
            )
        ]
    }

    /// Adds the key.
    public func define(_ context: StepContext) throws {
        do {
            try context.alter(table, ["ADD UNIQUE KEY \(identifier: name) (\(identifiers: columns))"])
        } catch let error as MySQLError where error.code == .duplicateEntry {
            throw SutureError(
                .duplicatesRemain,
                "\(name) could not be added: duplicates were written while the server built it.",
                remedy: "Run up again: the repair steps find them.",
                outcome: .failed
            )
        }
    }

    /// Returns nothing: the record of the step names the index to drop.
    public func undefinition(_ context: StepContext) throws -> [Statement] { [] }

    /// Checks that the key exists, and otherwise looks for duplicates.
    public func verify(_ context: StepContext) throws -> [Finding] {
        if try isDefined(context) { return [] }
        let missing = Finding(
            check: "unique-key-missing",
            table: table,
            text: "no unique key over \(columnList)",
            rows: 0
        )
        return try [missing] + duplicates(context)
    }

    private var columnList: String { "\(table) (\(columns.joined(separator: ", ")))" }

    private func duplicates(_ context: StepContext) throws -> [Finding] {
        try DuplicateRows(table: context.schema.table(table), columns: columns, collation: nil)
            .findings(context, check: "duplicate-rows")
    }
}
