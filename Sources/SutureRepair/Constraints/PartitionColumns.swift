import MySQLClient
import SutureCore

/// The columns by which a table is partitioned, each of which every unique key of the table must have.
struct PartitionColumns {
    /// The names; empty for a table without partitions.
    let names: [String]

    init(of table: Table, in session: Session) throws {
        let schema = try table.schema ?? session.database
        let rows = try session.rows(
            """
            SELECT DISTINCT PARTITION_EXPRESSION AS main, SUBPARTITION_EXPRESSION AS sub, SUBPARTITION_NAME IS NOT NULL AS has_sub
            FROM information_schema.PARTITIONS
            WHERE TABLE_SCHEMA = \(schema) AND TABLE_NAME = \(table.nameInSchema) AND PARTITION_NAME IS NOT NULL
            """
        )
        names = try rows.flatMap { row in
            let expressions: [String?] =
                [try row.get("main", as: String?.self)]
                + (try row.get("has_sub", as: Bool.self) ? [try row.get("sub", as: String?.self)] : [])
            return expressions.flatMap { expression -> [String] in
                // KEY without columns means the primary key.
                guard let expression, !expression.isEmpty else { return table.keyColumns }
                return GeneratedValue(table: table, expression: expression).columns.filter { !$0.isEmpty }.sorted()
            }
        }
    }
}
