import MySQLClient
import SutureCore
import SutureRepair

extension UserStudentSync {
    /// Changes the shared columns of a user and its student, in both rows; creates a missing student.
    ///
    /// - Parameters:
    ///   - userID: The key of the user.
    ///   - changes: New values by column, such as name and email; only shared columns.
    /// - Returns: `synchronized`, or `created`; `unchanged` if both rows had the values.
    /// - Throws: ``PairError``: `noSuchRow`, `notInPair`, `valueTaken` when another account has the email,
    ///   `valueTooLong`, `schemaMismatch` for a column that is not shared, and others; `MySQLError` when the server
    ///   cannot be reached or refuses the account.
    public func updateProfile(
        userID: some ValueEncodable & Sendable,
        _ changes: [String: Value]
    ) async throws -> SyncOutcome {
        let id = userID.value
        return try await write(settling: SyncOutcome.settle) { session, known in
            let tables = known.tables
            let columns = try changes.map { (try tables.requireShared($0.key), $0.value) }
            let key = try PairKey(id, tables)
            let rows = PairRows(tables: tables, session: session)
            try rows.lock(tables.source, tables.sourceKey, key)
            let state = try PairState.read(key, tables, in: session)
            guard state.hasSource else { throw rows.missing(tables.source) }
            guard state.belongs else { throw rows.notInPair() }
            guard !columns.isEmpty else { return try rows.follow(state, key) }
            try session.execute(
                """
                UPDATE \(table: tables.source)
                SET \(columns.map { "\(identifier: $0.0) = \($0.1)" }.joined(separator: ", "))
                WHERE \(identifier: tables.sourceKey) = \(key.value)
                """
            )
            return try rows.follow(PairState.read(key, tables, in: session), key)
        }
    }
}

extension PairTables {
    /// Returns the shared column of a name, in the spelling of the description.
    fileprivate func requireShared(_ name: String) throws -> String {
        if let column = shared.first(where: { $0.lowercased() == name.lowercased() }) { return column }
        throw PairError(
            .schemaMismatch,
            "\(source.name) and \(partner.name) do not share a column \(name).",
            remedy: "They share \(shared.joined(separator: ", "))."
        )
    }
}
