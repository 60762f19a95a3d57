import MySQLClient
import SutureCore
import SutureRepair

extension UserStudentSync {
    /// Deletes a user and its student: both or neither.
    ///
    /// If neither exists, it does nothing.
    ///
    /// - Parameters:
    ///   - userID: The key of both.
    ///   - references: The policy for rows that refer to them, by a foreign key or according to the pair's description.
    ///   - policies: Different policies for single tables.
    /// - Returns: The deleted rows.
    /// - Throws: ``PairError``: `notInPair` when the user is not a student, `stillReferenced`, and others; `MySQLError`
    ///   when the server cannot be reached or refuses the account.
    @discardableResult
    public func deleteAccount(
        userID: some ValueEncodable & Sendable,
        references: ReferencePolicy = .refuse,
        tables policies: [String: ReferencePolicy] = [:]
    ) async throws -> DeletionReport {
        let id = userID.value
        return try await write(settling: { $1.wasThere ? $1 : $0 }) { session, known in
            let key = try PairKey(id, known.tables)
            let rows = PairRows(tables: known.tables, session: session)
            try rows.lock(known.tables.source, known.tables.sourceKey, key)
            try rows.lock(known.tables.partner, known.tables.partnerKey, key)
            let state = try PairState.read(key, known.tables, in: session)
            guard state.hasSource || state.hasPartner else {
                return DeletionReport(wasThere: false, referringRows: [:])
            }
            guard !state.hasSource || state.belongs else { throw rows.notInPair() }
            let referring = try ReferringTables(known: known)
                .release(key, in: session) { table in
                    policies.first { $0.key.lowercased() == table.lowercased() }?.value ?? references
                }
            for (table, column) in [
                (known.tables.partner, known.tables.partnerKey), (known.tables.source, known.tables.sourceKey),
            ] {
                try session.execute("DELETE FROM \(table: table) WHERE \(identifier: column) = \(key.value)")
            }
            return DeletionReport(wasThere: true, referringRows: referring)
        }
    }
}
