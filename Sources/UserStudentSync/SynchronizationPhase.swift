import MySQLClient
import SutureCore
import SutureRepair

/// One of the three things that are done to all pairs, chunk by chunk in the order of the keys.
enum SynchronizationPhase: CaseIterable {
    case missingSources
    case missingPartners
    case disagreements

    /// The keys of the next chunk.
    func keys(after last: Value?, limit: Int, _ tables: PairTables, in session: Session) throws -> [Value] {
        let key: Statement =
            self == .missingPartners ? "t.\(identifier: tables.sourceKey)" : "t.\(identifier: tables.partnerKey)"
        let beyond: Statement = last.map { " AND \(key) > \($0)" } ?? ""
        return try session.rows("SELECT \(key) \(rows(tables))\(beyond) ORDER BY \(key) LIMIT \(limit)").map { $0[0] }
    }

    /// Writes the chunk whose keys lie in a range.
    ///
    /// - Returns: How many rows.
    func write(_ range: (first: Value, last: Value), _ tables: PairTables, in session: Session) throws -> Int {
        let writer = PairRows(tables: tables, session: session)
        switch self {
        case .missingSources:
            return try writer.insert(
                into: tables.source,
                key: tables.sourceKey,
                tables.pair.newSource,
                from: tables.partner,
                where: """
                    t.\(identifier: tables.partnerKey) BETWEEN \(range.first) AND \(range.last) AND NOT EXISTS
                    (SELECT 1 FROM \(table: tables.source) AS o WHERE o.\(identifier: tables.sourceKey) = t.\(identifier: tables.partnerKey))
                    """
            )
        case .missingPartners:
            return try writer.insert(
                into: tables.partner,
                key: tables.partnerKey,
                tables.pair.newPartner,
                from: tables.source,
                where: """
                    t.\(identifier: tables.sourceKey) BETWEEN \(range.first) AND \(range.last) AND (\(tables.belongs)) AND NOT EXISTS
                    (SELECT 1 FROM \(table: tables.partner) AS o WHERE o.\(identifier: tables.partnerKey) = t.\(identifier: tables.sourceKey))
                    """
            )
        case .disagreements:
            let result = try session.execute(
                """
                UPDATE \(table: tables.partner) AS t
                JOIN \(table: tables.source) AS s ON s.\(identifier: tables.sourceKey) = t.\(identifier: tables.partnerKey)
                SET \(tables.shared.map { "t.\(identifier: $0) = s.\(identifier: $0)" }.joined(separator: ", "))
                WHERE t.\(identifier: tables.partnerKey) BETWEEN \(range.first) AND \(range.last)
                AND (\(tables.disagree("t", "s"))) AND \(belongs(tables))
                """
            )
            return Int(result.matchedRows)
        }
    }

    /// Writes one pair of a chunk that the server refused as a whole.
    func write(_ key: PairKey, with rows: PairRows) throws -> SyncOutcome {
        self == .missingSources ? try rows.ensureSource(key) : try rows.ensurePartner(key)
    }

    private func rows(_ tables: PairTables) -> Statement {
        switch self {
        case .missingSources: tables.partnersWithoutSource
        case .missingPartners: tables.sourcesWithoutPartner
        case .disagreements:
            """
            FROM \(table: tables.partner) AS t
            JOIN \(table: tables.source) AS s ON s.\(identifier: tables.sourceKey) = t.\(identifier: tables.partnerKey)
            WHERE (\(tables.disagree("t", "s"))) AND \(belongs(tables))
            """
        }
    }

    /// Whether the source row `s` belongs to the pair; the predicate names its columns without their table.
    private func belongs(_ tables: PairTables) -> Statement {
        """
        EXISTS (SELECT 1 FROM \(table: tables.source) AS b
        WHERE b.\(identifier: tables.sourceKey) = s.\(identifier: tables.sourceKey) AND (\(tables.belongs)))
        """
    }
}
