import MySQLClient
import SutureCore

/// The rows as a unique key will see them once rows of its table have changed: the changed ones, and those equal to
/// one.
struct KeyImages {
    let table: Table
    let index: Index
    let workspace: Workspace
    let session: Session
    /// The rows that change, with the values that the key will see.
    let moved: String
    /// The other rows that equal one of these.
    let met: String
    /// The names of the columns with the values.
    let values: [String]

    init(table: Table, index: Index, name: String, workspace: Workspace, session: Session) {
        self.table = table
        self.index = index
        self.workspace = workspace
        self.session = session
        moved = "p\(name)"
        met = "q\(name)"
        values = index.parts.indices.map { "u_\($0 + 1)" }
    }

    /// Both kinds of rows, as a subquery.
    var all: Statement {
        "(SELECT * FROM \(workspace.table(moved)) UNION ALL SELECT * FROM \(workspace.table(met)))"
    }

    /// Throws where equal values do not mean that rows collide, or cannot be stored.
    func requireComparable() throws {
        guard !hasExpression else {
            throw SutureError(
                .unsupported,
                "The unique key \(index.name) of \(table.name) is over an expression.",
                remedy:
                    "Put the key over a computed column with this expression, or drop \(index.name) for this migration."
            )
        }
        guard try !isWithoutOverlaps else {
            throw SutureError(
                .unsupported,
                "The unique key \(index.name) of \(table.name) is WITHOUT OVERLAPS: rows collide in it that are not equal.",
                remedy:
                    "Drop \(index.name) for this migration, and see to overlapping periods before it is added again."
            )
        }
    }

    /// True when a part of the key is an expression, for whose values no column has the type.
    var hasExpression: Bool { index.columnNames.count != index.parts.count }

    /// True for a key of MariaDB that compares periods; its list of indexes does not show it, so the definition is
    /// read.
    var isWithoutOverlaps: Bool {
        get throws {
            guard session.server.vendor == .mariadb else { return false }
            let definition = try session.firstRow("SHOW CREATE TABLE \(table: table)")?.get(1, as: String.self) ?? ""
            let start = index.isPrimary ? "PRIMARY KEY (" : "UNIQUE KEY \(quoteIdentifier(index.name)) ("
            return definition.split(separator: "\n")
                .contains { $0.contains(start) && $0.contains(" WITHOUT OVERLAPS)") }
        }
    }

    /// Collects the rows; those with a NULL in the key collide with none.
    func collect(_ final: FinalValues) throws {
        for name in [moved, met] { try create(name) }
        let columns = MapColumns.names(table, "k") + values + ["is_moved"]
        let keys = table.keyColumns.map { "t.\(identifier: $0)" as Statement }
        let after = index.parts.map { part -> Statement in
            prefixed(GeneratedValue(table: table, part: part).value(final.values), part)
        }
        let isSet = after.map { "\($0) IS NOT NULL" as Statement }.joined(separator: " AND ")
        try workspace.fill(
            moved,
            columns,
            from: """
                SELECT \((keys + after).joined(separator: ", ")), TRUE FROM \(table: table) AS t \(final.inner ?? final.joins)
                WHERE \(final.isChanged) AND \(isSet)
                """
        )
        try workspace.fill(
            met,
            columns,
            from: """
                SELECT \((keys + present()).joined(separator: ", ")), FALSE
                FROM (SELECT DISTINCT \(identifiers: values) FROM \(workspace.table(moved))) AS a
                JOIN \(table: table) AS t ON \(meets) \(final.joins)
                WHERE NOT \(final.isChangedBesideOthers ?? final.isChanged)
                """
        )
    }

    /// Returns the values that the key sees of a current row.
    func present(_ row: Statement = "t") -> [Statement] {
        index.parts.map { prefixed("\(row).\(identifier: $0.column ?? "")", $0) }
    }

    /// True where a row `t` has, as it is, the values of an image `a`.
    var meets: Statement {
        zip(present(), values).map { "\($0) = a.\(identifier: $1)" as Statement }.joined(separator: " AND ")
    }

    private func prefixed(_ value: Statement, _ part: Index.Part) -> Statement {
        guard let prefix = part.prefix else { return value }
        return "LEFT(\(value), \(raw: String(prefix)))"
    }

    private func create(_ name: String) throws {
        let values = try zip(index.parts, values)
            .map { part, value -> Statement in
                "\(identifier: value) \(try table.requireColumn(part.column ?? "").storageType(isNullable: true))"
            }
        let keys = try MapColumns.definitions(table, "k")
        try workspace.create(
            name,
            """
            (\((keys + values).joined(separator: ", ")), is_moved BOOLEAN NOT NULL,
            PRIMARY KEY (\(identifiers: MapColumns.names(table, "k"))))
            """
        )
    }

    /// Returns the number of rows that would have to be deleted.
    func count() throws -> Int {
        try session.value(
            """
            SELECT COALESCE(SUM(n - 1), 0) FROM (SELECT COUNT(*) AS n FROM \(all) AS x
            GROUP BY \(identifiers: values) HAVING COUNT(*) > 1) AS g
            """
        ) ?? 0
    }
}
