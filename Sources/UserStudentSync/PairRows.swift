import MySQLClient
import SutureCore
import SutureRepair

/// Writes the two rows of one key, in an open transaction.
///
/// The source row is locked first by every caller, so that two of them never wait for each other.
struct PairRows {
    let tables: PairTables
    let session: Session

    func ensurePartner(_ key: PairKey) throws -> SyncOutcome {
        try lock(tables.source, tables.sourceKey, key)
        let state = try PairState.read(key, tables, in: session)
        guard state.hasSource else { throw missing(tables.source) }
        guard state.belongs else { throw notInPair() }
        return try follow(state, key)
    }

    func ensureSource(_ key: PairKey) throws -> SyncOutcome {
        try lock(tables.source, tables.sourceKey, key)
        try lock(tables.partner, tables.partnerKey, key)
        let state = try PairState.read(key, tables, in: session)
        guard state.hasPartner else { throw missing(tables.partner) }
        guard state.hasSource else {
            try insertSources(where: "t.\(identifier: tables.partnerKey) = \(key.value)")
            return .created
        }
        guard state.belongs else { throw notInPair() }
        return try follow(state, key)
    }

    /// Synchronizes the partner with the source, which exists.
    func follow(_ state: PairState, _ key: PairKey) throws -> SyncOutcome {
        guard state.hasPartner else {
            try insertPartners(where: "t.\(identifier: tables.sourceKey) = \(key.value)")
            return .created
        }
        guard !state.agrees else { return .unchanged }
        try updatePartners(where: "t.\(identifier: tables.partnerKey) = \(key.value)")
        return .synchronized
    }

    /// Creates the source rows of partners `t`.
    ///
    /// - Returns: The number of rows.
    @discardableResult
    func insertSources(where condition: Statement) throws -> Int {
        try insert(tables.newSourceRow, into: tables.source, from: tables.partner, where: condition)
    }

    /// Creates the partners of source rows `t`.
    ///
    /// - Returns: The number of rows.
    @discardableResult
    func insertPartners(where condition: Statement) throws -> Int {
        try insert(tables.newPartnerRow, into: tables.partner, from: tables.source, where: condition)
    }

    /// Gives partners `t` the values of their source rows `s`.
    ///
    /// - Returns: The number of rows.
    @discardableResult
    func updatePartners(where condition: Statement) throws -> Int {
        let result = try session.execute(
            """
            UPDATE \(table: tables.partner) AS t
            JOIN \(table: tables.source) AS s ON s.\(identifier: tables.sourceKey) = t.\(identifier: tables.partnerKey)
            SET \(tables.shared.map { "t.\(identifier: $0) = s.\(identifier: $0)" }.joined(separator: ", "))
            WHERE \(condition)
            """
        )
        return Int(result.matchedRows)
    }

    private func insert(_ row: NewPairRow, into target: Table, from: Table, where condition: Statement) throws -> Int {
        let result = try session.execute(
            """
            INSERT INTO \(table: target) (\(identifiers: row.columns))
            SELECT \(row.values.joined(separator: ", ")) FROM \(table: from) AS t WHERE \(condition)
            """
        )
        return Int(result.matchedRows)
    }

    func lock(_ table: Table, _ column: String, _ key: PairKey) throws {
        try session.execute(
            "SELECT 1 FROM \(table: table) WHERE \(identifier: column) = \(key.value) FOR UPDATE"
        )
    }

    func missing(_ table: Table) -> PairError {
        PairError(.noSuchRow, "\(table.name) has no row with this key.", remedy: "Look whether the key is right.")
    }

    func notInPair() -> PairError {
        PairError(
            .notInPair,
            "The row of \(tables.source.name) is of another kind, which has no row in \(tables.partner.name).",
            remedy: "Change its kind first, if it is to have one."
        )
    }
}
