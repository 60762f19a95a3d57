import MySQLClient
import SutureCore
import SutureRepair

extension UserStudentSync {
    /// Creates a user and its student: both or neither.
    ///
    /// If the connection is lost at the commit, the rows are looked up, so that they are not created twice. The outcome
    /// is unknown only if the server stays unreachable; a cancelled call does not report it either.
    /// - Parameters:
    ///   - account: The initial values of the rows.
    ///   - type: The type of the key.
    /// - Returns: The key of both.
    /// - Throws: ``PairError``: `valueTaken` when another account has the email or the given key, `valueTooLong`,
    ///   `notInPair` when the values do not describe a student, `outcomeUnknown` when the connection was lost at the
    ///   commit and the server stays unreachable, and others; `MySQLError` when the server cannot be reached or refuses
    ///   the account, and nothing was stored.
    public func createStudentAccount<ID: ValueDecodable & Sendable>(
        _ account: NewStudentAccount,
        id type: ID.Type = UInt64.self
    ) async throws -> ID {
        let attempted = UnansweredCommit<Value>()
        return try ID(value: await create(account, attempted))
    }

    private func create(_ account: NewStudentAccount, _ attempted: UnansweredCommit<Value>) async throws -> Value {
        do {
            return try await write { session, known in
                let creation = AccountCreation(account: account, tables: known.tables, session: session)
                if let key = attempted.result, try creation.isStored(key) { return key }
                let key = try creation.insert()
                attempted.result = key
                return key
            }
        } catch let error as PairError where error.code == .valueTaken {
            // A commit whose connection was lost can reach the server after the lookup.
            guard let key = attempted.result, try await isStored(account, key) else { throw error }
            return key
        } catch let error as MySQLError where attempted.result != nil && error.code != .queryInterrupted {
            throw PairError(
                .outcomeUnknown,
                "The connection was lost at the commit, and whether it was done cannot be asked: \(error.message)",
                remedy: "Call again when the server answers: valueTaken then tells that the account was created."
            )
        }
    }

    private func isStored(_ account: NewStudentAccount, _ key: Value) async throws -> Bool {
        try await read { session, known in
            try AccountCreation(account: account, tables: known.tables, session: session).isStored(key)
        }
    }
}

/// Inserts the two rows of a new account.
private struct AccountCreation {
    let account: NewStudentAccount
    let tables: PairTables
    let session: Session

    func insert() throws -> Value {
        try requireColumns()
        let result = try insertUser()
        let key = try PairKey(try given ?? counted(result), tables)
        let rows = PairRows(tables: tables, session: session)
        guard try rows.ensurePartner(key) == .created else { throw schemaMismatch() }
        let student = account.studentColumns.sorted { $0.key < $1.key }
        if !student.isEmpty {
            let assignments = student.map { "\(identifier: $0.key) = \($0.value)" as Statement }
            try session.execute(
                """
                UPDATE \(table: tables.partner) SET \(assignments.joined(separator: ", "))
                WHERE \(identifier: tables.partnerKey) = \(key.value)
                """
            )
        }
        return key.value
    }

    private func insertUser() throws -> ExecutionResult {
        let user = account.userColumns.sorted { $0.key < $1.key }
        do {
            return try session.execute(
                """
                INSERT INTO \(table: tables.source) (\(identifiers: user.map(\.key)))
                VALUES (\(user.map { "\($0.value)" as Statement }.joined(separator: ", ")))
                """
            )
        } catch let error as MySQLError where given != nil {
            // No other program has created the key meanwhile: it was given, and another attempt would fail again.
            let refusal = ServerRefusal(error: error, tables: tables)
            guard refusal.isLateRow, let taken = refusal.pairError else { throw error }
            throw taken
        }
    }

    /// Returns whether an attempt whose commit was not answered has stored the account.
    func isStored(_ key: Value) throws -> Bool {
        let same = account.userColumns.map { "\(identifier: $0.key) <=> \($0.value)" as Statement }
        return try session.firstRow(
            """
            SELECT 1 FROM \(table: tables.source)
            WHERE \(identifier: tables.sourceKey) = \(key) AND \(same.joined(separator: " AND "))
            """
        ) != nil
    }

    private var given: Value? {
        account.userColumns.first { $0.key.lowercased() == tables.sourceKey.lowercased() }?.value
    }

    private func counted(_ result: ExecutionResult) throws -> Value {
        guard tables.sourceKeyColumn.isAutoIncrement else {
            throw PairError(
                .valueMissing,
                "\(tables.source.name) does not count its keys up.",
                remedy: "Give the key, \(tables.sourceKey), with the account."
            )
        }
        return .unsigned(result.insertID)
    }

    private func requireColumns() throws {
        for column in account.userColumns.keys { _ = try tables.source.requireColumn(column) }
        for column in account.studentColumns.keys { _ = try tables.partner.requireColumn(column) }
        let reserved = Set(([tables.partnerKey] + tables.shared).map { $0.lowercased() })
        guard account.studentColumns.keys.allSatisfy({ !reserved.contains($0.lowercased()) }) else {
            throw PairError(
                .schemaMismatch,
                "The key and the shared columns of \(tables.partner.name) are those of \(tables.source.name).",
                remedy: "Give them once, with the columns of \(tables.source.name)."
            )
        }
    }

    private func schemaMismatch() -> PairError {
        PairError(
            .schemaMismatch,
            "\(tables.partner.name) had a row with the key of a new row of \(tables.source.name).",
            remedy: "Synchronize the pairs that are there, and try again."
        )
    }
}
