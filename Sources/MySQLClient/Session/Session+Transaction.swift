extension Session {
    /// Runs `body` in a transaction: COMMIT after it, or ROLLBACK and the first error if anything throws.
    ///
    /// A lock wait timeout (1205) or a deadlock (1213) ends the transaction even if `body` catches it: any further
    /// statement and the COMMIT throw it again, because a part of the work is missing. A statement that commits
    /// implicitly, as DDL does, throws ``MySQLError/Code/transactionEnded``. If the connection is lost at COMMIT, it is
    /// unknown whether the work is stored: check before repeating it.
    /// - Parameters:
    ///   - isolation: The isolation of this transaction; by default that of the session.
    ///   - readOnly: True to let the server refuse writes.
    ///   - body: The work, which cannot start another transaction.
    /// - Returns: The result of `body`.
    /// - Throws: The error of `body`; ``MySQLError`` with ``MySQLError/Code/invalidUse`` when a transaction is open.
    @discardableResult
    public func transaction<R>(
        isolation: IsolationLevel? = nil,
        readOnly: Bool = false,
        _ body: () throws -> R
    ) throws -> R {
        try admit()
        guard !inTransaction else {
            throw MySQLError(code: .invalidUse, message: "A transaction is open already: use SAVEPOINT inside it.")
        }
        if let isolation { try housekeep("SET TRANSACTION ISOLATION LEVEL \(isolation.keywords)") }
        try housekeep(readOnly ? "START TRANSACTION READ ONLY" : "START TRANSACTION")
        isInsideTransaction = true
        do {
            let result = try body()
            try admit()
            try checkTransactionIsOpen()
            _ = try send("COMMIT") { _ in }
            isInsideTransaction = false
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    /// Prevents a COMMIT that stores nothing, after something in `body` ended the transaction unnoticed.
    private func checkTransactionIsOpen() throws {
        guard !inTransaction else { return }
        throw endOfTransaction("The transaction ended before its COMMIT.")
    }

    private func rollBack() {
        isInsideTransaction = false
        transactionFailure = nil
        do {
            try housekeep("ROLLBACK")
        } catch let error as MySQLError {
            // The server rolls back the work of a lost connection. After any other error, no statement may join the
            // work that was to be rolled back.
            transactionFailure = error
        } catch {
            transactionFailure = MySQLError(code: .invalidUse, message: "The transaction could not be rolled back.")
        }
    }
}
