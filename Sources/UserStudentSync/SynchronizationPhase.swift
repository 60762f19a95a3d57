import MySQLClient
import SutureCore
import SutureRepair

/// One of the three phases of a synchronization of all pairs, chunk by chunk in the order of the keys.
enum SynchronizationPhase: CaseIterable {
    case missingSources
    case missingPartners
    case disagreements

    /// The kind of inconsistency that it repairs.
    private var kind: ConsistencyFinding.Kind {
        switch self {
        case .missingSources: .studentWithoutUser
        case .missingPartners: .userWithoutStudent
        case .disagreements: .mismatched
        }
    }

    /// Returns the keys of the next chunk.
    func keys(after last: Value?, limit: Int, _ tables: PairTables, in session: Session) throws -> [Value] {
        try PairQueries(tables: tables).findings(kind, after: last, limit: limit, in: session).map(\.key)
    }

    /// Writes the chunk of a range of keys.
    ///
    /// - Returns: The number of rows.
    func write(_ range: (first: Value, last: Value), _ tables: PairTables, in session: Session) throws -> Int {
        let rows = PairRows(tables: tables, session: session)
        switch self {
        case .missingSources:
            return try rows.insertSources(
                where: """
                    t.\(identifier: tables.partnerKey) BETWEEN \(range.first) AND \(range.last) AND NOT EXISTS
                    (SELECT 1 FROM \(table: tables.source) AS o
                    WHERE o.\(identifier: tables.sourceKey) = t.\(identifier: tables.partnerKey))
                    """
            )
        case .missingPartners:
            return try rows.insertPartners(
                where: """
                    t.\(identifier: tables.sourceKey) BETWEEN \(range.first) AND \(range.last) AND (\(tables.belongs))
                    AND NOT EXISTS (SELECT 1 FROM \(table: tables.partner) AS o
                    WHERE o.\(identifier: tables.partnerKey) = t.\(identifier: tables.sourceKey))
                    """
            )
        case .disagreements:
            return try rows.updatePartners(
                where: """
                    t.\(identifier: tables.partnerKey) BETWEEN \(range.first) AND \(range.last)
                    AND \(PairQueries(tables: tables).isMismatched)
                    """
            )
        }
    }

    /// Writes one pair of a chunk that the server refused as a whole.
    func write(_ key: PairKey, with rows: PairRows) throws -> SyncOutcome {
        self == .missingSources ? try rows.ensureSource(key) : try rows.ensurePartner(key)
    }
}
