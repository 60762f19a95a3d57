import MySQLClient
import SutureCore

extension SynchronizedPair {
    /// The expressions with bound values, which a trigger cannot have, with the purpose of each.
    private var boundExpressions: [String] {
        let columns =
            newPartner.filter { !$0.value.binds.isEmpty }.map { "\(partner).\($0.column)" }
            + newSource.filter { !$0.value.binds.isEmpty }.map { "\(source).\($0.column)" }
        return (belongs.binds.isEmpty ? [] : ["belongs, over \(source),"]) + columns.map { "the new \($0)" }
    }

    /// The error for bound values in the pair: its SQL becomes the text of triggers.
    var boundValueError: SutureError? {
        guard let first = boundExpressions.first else { return nil }
        return SutureError(
            .invalidMigration,
            "The SQL of \(first) has a value that is interpolated, and a trigger has no place for it.",
            remedy: "Write the value into the SQL, as in \"role = 'STUDENT'\".",
            details: boundExpressions.dropFirst().map { "So has that of \($0)." }
        )
    }
}
