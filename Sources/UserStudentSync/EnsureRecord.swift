import MySQLClient
import SutureRepair

extension UserStudentSync {
    /// Ensures that a user has a student with the same name and email.
    ///
    /// - Parameter userID: The key of the user.
    /// - Returns: The outcome.
    /// - Throws: ``PairError``: `noSuchRow`, `notInPair` when the user is not a student, `valueTaken` when another
    ///   student has the email, and others; `MySQLError` when the server cannot be reached or refuses the account.
    public func ensureStudentRecord(userID: some ValueEncodable & Sendable) async throws -> SyncOutcome {
        try await ensure(userID.value) { try $0.ensurePartner($1) }
    }

    /// Ensures that a student has a user with the same name and email.
    ///
    /// A created user has a password hash that no password matches.
    /// - Parameter studentID: The key of the student.
    /// - Returns: The outcome.
    /// - Throws: ``PairError``: `noSuchRow`, `notInPair` when the user with the key is not a student, `valueTaken` when
    ///   another user has the email, and others; `MySQLError` as for ``ensureStudentRecord(userID:)``.
    public func ensureUserRecord(studentID: some ValueEncodable & Sendable) async throws -> SyncOutcome {
        try await ensure(studentID.value) { try $0.ensureSource($1) }
    }

    /// Ensures the pair; reads without locks first, as most pairs are in step.
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
