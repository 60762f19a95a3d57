import MySQLClient
import SutureCore

/// Rows that still meet the condition of a step.
struct RemainingRows {
    let table: String
    let condition: Statement

    /// Returns a finding if there are any.
    func findings(_ check: String, _ text: String, _ context: StepContext) throws -> [Finding] {
        let table = try context.schema.table(table)
        let rows: Int =
            try context.session.value("SELECT COUNT(*) FROM \(table: table) AS t WHERE (\(condition))") ?? 0
        return rows > 0 ? [Finding(check: check, table: table.name, text: text, rows: rows)] : []
    }
}
