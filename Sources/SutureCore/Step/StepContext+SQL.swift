import MySQLClient

extension StepContext {
    /// Checks that the server accepts a query; no row is read.
    ///
    /// - Parameters:
    ///   - query: A SELECT without a LIMIT.
    ///   - subject: The part of the migration in the query, such as `the condition on users`.
    /// - Throws: `SutureError.Code.sqlRefused` with the server's number and message, which carry no values;
    ///   `MySQLError` when the server could not be asked.
    public func requireAccepted(_ query: Statement, _ subject: String) throws {
        do {
            try refusing(subject) { _ = try session.rows("\(query) LIMIT 0") }
        } catch let error as MySQLError where error.isPrivilege {
            throw SutureError(
                .privilegeMissing,
                "The account may not read what \(subject) reads: \(error.message) (MySQL error \(error.code.rawValue)).",
                remedy: "Grant the account the privilege that the message names."
            )
        }
    }

    /// Has the server prepare a statement and discard it; the statement is not run.
    ///
    /// The servers resolve the tables and columns of statements that read or change rows; of others they check only the
    /// syntax. Statements that cannot be prepared, or only by another account, are skipped.
    ///
    /// - Throws: `SutureError.Code.sqlRefused`; `MySQLError` when the server could not be asked.
    public func requirePreparable(_ statement: Statement, _ subject: String) throws {
        let name: Statement = "suture_question"
        try session.execute("SET @suture_question = \(statement.text)")
        do {
            try refusing(subject) { try session.execute("PREPARE \(name) FROM @suture_question") }
            try session.execute("DEALLOCATE PREPARE \(name)")
        } catch let error as MySQLError where error.isPrivilege || error.code == .notPreparable {
            return
        }
    }

    private func refusing(_ subject: String, _ ask: () throws -> Void) throws {
        do {
            try ask()
        } catch let error as MySQLError where error.isRefusedSQL && error.code != .notPreparable {
            throw SutureError.refused(subject, error)
        }
    }
}

extension SutureError {
    /// Returns the error for SQL of a migration that the server refuses.
    static func refused(_ subject: String, _ error: MySQLError) -> SutureError {
        SutureError(
            .sqlRefused,
            "The server refuses \(subject): \(error.message) (MySQL error \(error.code.rawValue)).",
            remedy: "Correct the SQL in the migration's file."
        )
    }
}

extension SutureError.Code {
    /// The server refuses a condition, an expression or a statement of a migration.
    public static let sqlRefused = Self(rawValue: "sql-refused")
}
