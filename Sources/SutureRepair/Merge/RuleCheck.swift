import MySQLClient
import SutureCore

/// Checks the rules and the review of a merge, as far as possible without reading rows.
struct RuleCheck {
    let step: MergeDuplicates
    let table: Table

    func check(_ session: Session) throws {
        for condition in step.rules.conditions { try check(condition, session) }
        for list in step.rules.keptApart { try check(list) }
        _ = try step.reviewed?.file(for: table)
    }

    private func check(_ keys: [String]) throws {
        for key in keys where RowKey(text: key)?.parts.count != table.keyColumns.count {
            throw SutureError(
                .invalidMigration,
                "The rule .separate names \(key), which is no primary key of \(table.name): it is "
                    + "(\(table.keyColumns.joined(separator: ", "))).",
                remedy: "Write a key with a slash between its columns; a slash in a value is %2F."
            )
        }
        guard Set(keys).count == keys.count, keys.count > 1 else {
            throw SutureError(
                .invalidMigration,
                "The rule .separate(\(keys.joined(separator: ", "))) of \(table.name) does not name two rows, or names one "
                    + "twice.",
                remedy: "Name each row once, and two rows at least."
            )
        }
    }

    /// Checks that the server accepts a condition; no row is read.
    private func check(_ condition: Statement, _ session: Session) throws {
        do {
            _ = try session.rows(
                """
                SELECT 1 FROM \(table: table) AS a JOIN \(table: table) AS b ON TRUE
                WHERE (\(condition)) LIMIT 0
                """
            )
        } catch let error as MySQLError where !error.isConnectionLoss && error.code != .queryInterrupted {
            throw SutureError(
                error.code == .unknownColumn ? .columnMissing : .invalidMigration,
                "The condition of .separate(where:) is refused by the server: \(error.message)",
                remedy: "Write SQL over two rows a and b of \(table.name), such as a.country <> b.country."
            )
        }
    }
}
