import MySQLClient
import SutureCore

/// Checks, with the server, the conditions and values that the author of a migration wrote over the columns of a table.
struct AuthoredSQL {
    let table: Table
    let context: StepContext

    /// Throws if the server refuses a condition.
    func require(condition: Statement) throws {
        try context.requireAccepted("SELECT 1 FROM \(source) WHERE (\(condition))", "the condition on \(table.name)")
    }

    /// Throws if the server refuses a value for a column.
    ///
    /// - Parameters:
    ///   - value: The expression, over the columns of the table.
    ///   - column: The column that receives it, with its table.
    /// - Throws: `SutureError.Code.sqlRefused`.
    func require(value: Statement, of column: String) throws {
        let keys = table.keyColumns.map { "t.\(identifier: $0)" as Statement }
        try context.requireAccepted(
            "SELECT \((keys + [value]).joined(separator: ", ")) FROM \(source)",
            "the value of \(column)"
        )
    }

    private var source: Statement { "\(table: table) AS t" }
}
