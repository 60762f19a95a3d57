import MySQLClient
import SutureCore

/// Counts the rows of a pair that are out of step.
struct PairFindings {
    let pair: PairTables
    let session: Session

    func outOfStep() throws -> [Finding] {
        try [
            finding(
                "missing-partner",
                pair.source,
                "\(pair.source.name) without a row in \(pair.partner.name)",
                key: pair.sourceKey,
                pair.sourcesWithoutPartner
            ),
            finding(
                "missing-source",
                pair.partner,
                "\(pair.partner.name) without a row in \(pair.source.name)",
                key: pair.partnerKey,
                pair.partnersWithoutSource
            ),
            finding(
                "pair-disagrees",
                pair.partner,
                "\(pair.partner.name) that disagree with \(pair.source.name) in \(pair.shared.joined(separator: " or "))",
                key: pair.partnerKey,
                "FROM \(table: pair.partner) AS t \(pair.joinSource) WHERE \(pair.disagrees)"
            ),
        ]
        .compactMap(\.self)
    }

    /// Returns partners whose source row exists, but does not belong to the pair.
    func misplaced() throws -> [Finding] {
        try [
            finding(
                "role-mismatch",
                pair.partner,
                "\(pair.partner.name) whose row in \(pair.source.name) is of another kind; left alone",
                key: pair.partnerKey,
                """
                FROM \(table: pair.partner) AS t
                JOIN (SELECT * FROM \(table: pair.source) WHERE NOT COALESCE((\(pair.belongs)), FALSE)) AS s
                ON s.\(identifier: pair.sourceKey) = t.\(identifier: pair.partnerKey)
                """
            )
        ]
        .compactMap(\.self)
    }

    private func finding(
        _ check: String,
        _ table: Table,
        _ text: String,
        key: String,
        _ source: Statement
    ) throws -> Finding? {
        let rows: Int = try session.value("SELECT COUNT(*) \(source)") ?? 0
        guard rows > 0 else { return nil }
        let keys: [String] = try session.rows("SELECT CAST(t.\(identifier: key) AS CHAR) AS k \(source) LIMIT 10")
            .map { try $0.get("k") }
        return Finding(check: check, table: table.name, text: text, rows: rows, keys: keys)
    }
}
