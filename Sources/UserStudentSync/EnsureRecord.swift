import MySQLClient
import SutureRepair

extension UserStudentSync {
    /// Makes sure that a user has a student with the same name and email.
    ///
    /// - Parameter userID: The key of the user.
    /// - Returns: What was done.
    /// - Throws: ``PairError``: `noSuchRow`, `notInPair` when the user is no student, `valueTaken` when another student has
    ///   the email, and others; `MySQLError` when the server cannot be reached or refuses the account.
    public func ensureStudentRecord(userID: some ValueEncodable & Sendable) async throws -> SyncOutcome {
        try await ensure(userID.value) { try $0.ensurePartner($1) }
    }

    /// Makes sure that a student has a user, and has that user's name and email.
    ///
    /// A user that is made has a password that no password matches.
    /// - Parameter studentID: The key of the student.
    /// - Returns: What was done.
    /// - Throws: ``PairError``: `noSuchRow`, `notInPair` when the user with the key is no student, `valueTaken` when another
    ///   user has the email, and others; `MySQLError` as for ``ensureStudentRecord(userID:)``.
    public func ensureUserRecord(studentID: some ValueEncodable & Sendable) async throws -> SyncOutcome {
        try await ensure(studentID.value) { try $0.ensureSource($1) }
    }

    /// Looks without locks first, as most pairs are in step.
    private func ensure(
        _ id: Value,
        _ body: @escaping @Sendable (PairRows, PairKey) throws -> SyncOutcome
    ) async throws -> SyncOutcome {
        let isInStep = try await read { session, known in
            try PairState.read(PairKey(id, known.tables), known.tables, in: session).isInStep
        }
        if isInStep { return .unchanged }
        return try await write(settling: SyncOutcome.settle) { session, known in
            try body(PairRows(tables: known.tables, session: session), PairKey(id, known.tables))
        }
    }
}
