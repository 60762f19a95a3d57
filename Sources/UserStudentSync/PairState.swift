import MySQLClient
import SutureCore
import SutureRepair

/// The state of the two rows of one key.
struct PairState: Sendable {
    let hasSource: Bool
    /// True if the source row must have a partner.
    let belongs: Bool
    let hasPartner: Bool
    /// True if both rows exist and have the same shared values.
    let agrees: Bool

    /// True if there is nothing to do.
    var isInStep: Bool { belongs && agrees }

    /// Reads the rows of a key, without locks.
    static func read(_ key: PairKey, _ tables: PairTables, in session: Session) throws -> PairState {
        let row = try session.firstRow(
            """
            SELECT s.suture_belongs, o.\(identifier: tables.partnerKey) IS NOT NULL, \(tables.disagree("s", "o"))
            FROM (SELECT 1 AS suture_one) AS w
            LEFT JOIN (SELECT t.*, COALESCE((\(tables.belongs)), FALSE) AS suture_belongs
            FROM \(table: tables.source) AS t WHERE t.\(identifier: tables.sourceKey) = \(key.value)) AS s ON TRUE
            LEFT JOIN (SELECT * FROM \(table: tables.partner)
            WHERE \(identifier: tables.partnerKey) = \(key.value)) AS o ON TRUE
            """
        )
        let belongs = try row?.get(0, as: Int?.self)
        let hasPartner = try row?.get(1, as: Bool.self) ?? false
        let disagrees = try row?.get(2, as: Bool.self) ?? true
        return PairState(
            hasSource: belongs != nil,
            belongs: belongs == 1,
            hasPartner: hasPartner,
            agrees: belongs != nil && hasPartner && !disagrees
        )
    }
}
