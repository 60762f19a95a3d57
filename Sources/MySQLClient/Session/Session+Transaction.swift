extension Session {
    /// Runs `body` in a transaction: COMMIT after it, ROLLBACK and the first error again when anything throws.
    ///
    /// A lock wait timeout (1205) or a deadlock (1213) ends the transaction even when `body` catches it: any further
    /// statement and the COMMIT throw it again, because a part of the work is missing. A statement that commits by itself,
    /// as DDL does, throws ``MySQLError/Code/transactionEnded``. When the connection is lost at COMMIT, whether the work is
    /// stored is not known: look before it is done again.
    /// - Parameters:
    ///   - isolation: The isolation of this transaction; by default that of the session.
    ///   - readOnly: Whether the server is to refuse writes.
    ///   - body: The work, which cannot start another transaction.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws; ``MySQLError`` with ``MySQLError/Code/invalidUse`` when a transaction is open.
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

    /// Guards against a COMMIT that stores nothing, after something in `body` ended the transaction unseen.
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
            // The server rolls back what a lost connection left. Whatever else it is, no statement may join the work that
            // was to be undone.
            transactionFailure = error
        } catch {
            transactionFailure = MySQLError(code: .invalidUse, message: "The transaction could not be rolled back.")
        }
    }
}
