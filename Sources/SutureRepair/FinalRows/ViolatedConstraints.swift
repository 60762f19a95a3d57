import MySQLClient
import SutureCore

/// Counts the rows that CHECK and NOT NULL constraints of a table would refuse once they change.
struct ViolatedConstraints {
    let table: Table
    let context: StepContext

    /// Returns a blocker for each NOT NULL column that would get NULL in some rows.
    func missingValues(_ final: FinalValues) throws -> [Note] {
        try table.columns.filter { !$0.isNullable }
            .compactMap { column in
                guard let value = final.values[column.name] else { return nil }
                return try note("NOT NULL of \(column.name)", "(\(value)) IS NULL", final)
            }
    }

    /// Returns a blocker for each CHECK constraint that rows would violate.
    ///
    /// - Parameters:
    ///   - final: The values after the change.
    ///   - isGone: True for a row `t` that is deleted and not changed.
    /// - Returns: The blockers.
    /// - Throws: `MySQLError`.
    func failedChecks(_ final: FinalValues, besides isGone: () throws -> Statement = { "FALSE" }) throws -> [Note] {
        guard !final.values.isEmpty else { return [] }
        let values = final.values.reduce(into: [String: Statement]()) { values, entry in
            values[entry.key] = table.column(entry.key)?.cast(entry.value) ?? entry.value
        }
        return try checks()
            .compactMap { check in
                let expression = GeneratedValue(table: table, expression: check.clause)
                guard !expression.columns.isDisjoint(with: values.keys) else { return nil }
                return try note(check.name, "NOT (\(expression.value(values))) AND NOT (\(isGone()))", final)
            }
    }

    private func note(_ constraint: String, _ isViolated: Statement, _ final: FinalValues) throws -> Note? {
        let count: Int
        do {
            count =
                try context.session.value(
                    """
                    SELECT COUNT(*) FROM \(table: table) AS t \(final.joins)
                    WHERE \(final.isChanged) AND \(isViolated)
                    """
                ) ?? 0
        } catch let error as MySQLError where error.isRefusedSQL {
            // A clause that cannot be evaluated outside of its table is left to the server.
            return nil
        }
        guard count > 0 else { return nil }
        return Note(
            .blocker,
            .constraintViolated,
            "\(count.of("row")) of \(table.name) would violate the constraint \(constraint).",
            remedy: "Change these rows by a step before this one, or drop the constraint for this migration."
        )
    }

    private func checks() throws -> [(name: String, clause: String)] {
        let schema = try table.schema ?? context.session.database
        let query: Statement =
            switch context.session.server.vendor {
            case .mariadb:
                """
                SELECT CONSTRAINT_NAME AS name, CHECK_CLAUSE AS clause FROM information_schema.CHECK_CONSTRAINTS
                WHERE CONSTRAINT_SCHEMA = \(schema) AND TABLE_NAME = \(table.nameInSchema) ORDER BY 1
                """
            case .mysql:
                """
                SELECT c.CONSTRAINT_NAME AS name, c.CHECK_CLAUSE AS clause FROM information_schema.TABLE_CONSTRAINTS AS t
                JOIN information_schema.CHECK_CONSTRAINTS AS c
                  ON c.CONSTRAINT_SCHEMA = t.CONSTRAINT_SCHEMA AND c.CONSTRAINT_NAME = t.CONSTRAINT_NAME
                WHERE t.TABLE_SCHEMA = \(schema) AND t.TABLE_NAME = \(table.nameInSchema)
                  AND t.CONSTRAINT_TYPE = 'CHECK' AND t.ENFORCED = 'YES' ORDER BY 1
                """
            }
        return try context.session.rows(query).map { (try $0.get("name"), try $0.get("clause")) }
    }
}

extension SutureError.Code {
    /// Rows would violate a CHECK or NOT NULL constraint once a step changes them.
    public static let constraintViolated = Self(rawValue: "constraint-violated")
}
