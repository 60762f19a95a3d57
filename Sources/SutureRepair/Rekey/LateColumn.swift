import MySQLClient
import SutureCore

/// A column whose value the copy of a row gets only when the old row is deleted.
struct LateColumn {
    let column: Column
    /// True if the copy holds a mark meanwhile; otherwise it is NULL.
    let isMarked: Bool

    /// Returns the temporary value of the copy, by the new key.
    func value(_ key: Statement) -> Statement {
        isMarked ? "CONCAT('~', \(key))" : "NULL"
    }

    /// Returns the columns of a table: one of each unique key, and those by which its rows refer to others of it.
    static func of(_ table: Table, key: String, own: [Reference]) throws -> [LateColumn] {
        var late: [String: LateColumn] = [:]
        for reference in own {
            let columns = try reference.columns.map { try table.requireColumn($0) }
            guard let column = columns.first(where: \.isNullable) else {
                throw SutureError(
                    .unsupported,
                    "\(reference.text) refers to rows of its own table, and takes no NULL.",
                    remedy: "Make it nullable for this migration."
                )
            }
            late[column.name] = LateColumn(column: column, isMarked: false)
        }
        for index in table.uniqueIndexes where !index.isPrimary && !index.columnNames.contains(key) {
            guard late.keys.allSatisfy({ !index.columnNames.contains($0) }) else { continue }
            let columns = index.columnNames.compactMap(table.column).filter { !$0.isGenerated }
            if let column = columns.first(where: \.isNullable) {
                late[column.name] = LateColumn(column: column, isMarked: false)
            } else if let column = columns.first(where: { $0.isText && $0.characterLength != nil }) {
                late[column.name] = LateColumn(column: column, isMarked: true)
            } else {
                throw SutureError(
                    .unsupported,
                    "The unique key \(index.name) of \(table.name) has no column that takes NULL or a text, and both the old "
                        + "row and its copy are there for a while.",
                    remedy: "Drop \(index.name) for this migration, and add it again after it."
                )
            }
        }
        return late.values.sorted { $0.column.name < $1.column.name }
    }
}
