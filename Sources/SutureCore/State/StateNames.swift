import MySQLClient

/// The names of the tables that hold Suture's state, inside the database itself.
///
/// They are in the migrated schema, so that one transaction holds a change, its journal and its cursor, or in another
/// schema of the same server.
public struct StateNames: Sendable, Hashable {
    /// The prefix of the names of all state tables; such tables are never migrated.
    public static let prefix = "suture_"

    /// The schema of the state tables, or nil for the migrated one.
    public let schema: String?

    /// Creates the names of the state tables in a schema, nil for the migrated one.
    public init(schema: String? = nil) {
        self.schema = schema
    }

    /// One row for each application of a version.
    public var history: Statement { table("suture_history") }
    /// One row for each step of a version that was begun.
    public var steps: Statement { table("suture_steps") }
    /// One row for each journalled change of a step.
    public var journal: Statement { table("suture_journal") }
    /// One row for each key that a step retired, with the key of the row that replaces it.
    public var redirects: Statement { table("suture_redirects") }
    /// One row: the runner that may write.
    public var lock: Statement { table("suture_lock") }

    /// One row: the fencing number of that runner, which every chunk writes.
    public var fence: Statement { table("suture_fence") }

    /// One row for each table, view, trigger, routine and event, with its definition after the last run.
    var definitions: Statement { table("suture_definitions") }
    /// One row for each period in which a topic of a watch had one status.
    var watch: Statement { table("suture_watch") }
    /// One row for each kind of inconsistency that a watch has found, with the times of its first and last occurrence.
    var findings: Statement { table("suture_findings") }

    /// Returns the quoted and qualified name of a state table.
    public func table(_ name: String) -> Statement {
        guard let schema else { return "\(identifier: name)" }
        return "\(identifier: schema).\(identifier: name)"
    }

    /// Returns the statement that deletes rows of a state table, which has the alias `r`.
    ///
    /// It is the form of DELETE for several tables. MariaDB 10.11 can answer the form for one table, when a KILL QUERY
    /// hits it, as if it had succeeded and found no row: measured, in one of four such kills.
    static func delete(from table: Statement, joins: Statement = "", where condition: Statement = "TRUE") -> Statement {
        "DELETE r FROM \(table) AS r \(joins) WHERE \(condition)"
    }
}
