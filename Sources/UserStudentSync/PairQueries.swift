import MySQLClient
import SutureCore
import SutureRepair

/// The SQL for rows of a pair, by their kind of inconsistency.
struct PairQueries {
    let tables: PairTables

    /// Counts all kinds, in one pass over each table, and a join over the identifying columns.
    func counts(in session: Session) throws -> ConsistencyReport {
        var report = ConsistencyReport()
        let users = try session.firstRow(
            """
            SELECT COUNT(*), SUM(s.suture_belongs AND o.\(identifier: tables.partnerKey) IS NULL),
              SUM(s.suture_belongs AND o.\(identifier: tables.partnerKey) IS NOT NULL AND (\(tables.disagree("s", "o")))),
              SUM(s.suture_belongs AND o.\(identifier: tables.partnerKey) IS NOT NULL),
              SUM(NOT s.suture_belongs AND o.\(identifier: tables.partnerKey) IS NOT NULL)
            FROM (SELECT t.*, COALESCE((\(tables.belongs)), FALSE) AS suture_belongs FROM \(table: tables.source) AS t) AS s
            LEFT JOIN \(table: tables.partner) AS o ON o.\(identifier: tables.partnerKey) = s.\(identifier: tables.sourceKey)
            """
        )
        report.totalUsers = try users?.get(0) ?? 0
        report.usersWithoutStudent = try users?.get(1, as: Int?.self) ?? 0
        report.mismatched = try users?.get(2, as: Int?.self) ?? 0
        report.pairsInStep = (try users?.get(3, as: Int?.self) ?? 0) - report.mismatched
        report.roleMismatches = try users?.get(4, as: Int?.self) ?? 0
        report.totalStudents = try session.value("SELECT COUNT(*) FROM \(table: tables.partner)") ?? 0
        report.studentsWithoutUser = try session.value("SELECT COUNT(*) \(tables.partnersWithoutSource)") ?? 0
        if let twice = samePersonTwice {
            report.samePersonTwice =
                try session.value("SELECT COUNT(DISTINCT t.\(identifier: tables.partnerKey)) \(twice)") ?? 0
        }
        return report
    }

    /// Returns the next findings of a kind, in the order of their keys.
    func findings(
        _ kind: ConsistencyFinding.Kind,
        after last: Value?,
        limit: Int,
        in session: Session
    ) throws -> [ConsistencyFinding] {
        guard let rows = rows(kind) else { return [] }
        let key: Statement =
            kind == .userWithoutStudent ? "t.\(identifier: tables.sourceKey)" : "t.\(identifier: tables.partnerKey)"
        let other: Statement = kind == .samePersonTwice ? "MIN(s.\(identifier: tables.sourceKey))" : "NULL"
        let grouping: Statement = kind == .samePersonTwice ? " GROUP BY \(key)" : ""
        let beyond: Statement = last.map { " AND \(key) > \($0)" } ?? ""
        return try session.rows("SELECT \(key), \(other) \(rows)\(beyond)\(grouping) ORDER BY \(key) LIMIT \(limit)")
            .map { ConsistencyFinding(kind: kind, key: $0[0], otherKey: $0[1].isNull ? nil : $0[1]) }
    }

    private func rows(_ kind: ConsistencyFinding.Kind) -> Statement? {
        switch kind {
        case .userWithoutStudent: tables.sourcesWithoutPartner
        case .studentWithoutUser: tables.partnersWithoutSource
        case .mismatched: "\(pairs) AND \(isMismatched)"
        case .roleMismatch: "\(pairs) AND NOT \(belongs)"
        case .samePersonTwice: samePersonTwice
        }
    }

    /// Tests whether a student `t` and its user `s` belong together and differ.
    var isMismatched: Statement { "(\(tables.disagree("t", "s"))) AND \(belongs)" }

    private var pairs: Statement {
        """
        FROM \(table: tables.partner) AS t
        JOIN \(table: tables.source) AS s ON s.\(identifier: tables.sourceKey) = t.\(identifier: tables.partnerKey) WHERE TRUE
        """
    }

    /// Tests whether the user `s` must have a student; the predicate names its columns without their table.
    private var belongs: Statement {
        """
        EXISTS (SELECT 1 FROM \(table: tables.source) AS b
        WHERE b.\(identifier: tables.sourceKey) = s.\(identifier: tables.sourceKey) AND (\(tables.belongs)))
        """
    }

    /// Students `t` and users `s` with other keys that share an identifying value, by the users' collation.
    private var samePersonTwice: Statement? {
        let columns = tables.pair.identifying
        guard !columns.isEmpty else { return nil }
        let equal = columns.map { name -> Statement in
            let value: Statement = "t.\(identifier: name)"
            guard let column = tables.source.column(name), let set = column.characterSet,
                let collation = column.collation,
                tables.partner.column(name)?.collation != collation
            else { return "s.\(identifier: name) = \(value)" }
            return "s.\(identifier: name) = CONVERT(\(value) USING \(raw: set)) COLLATE \(raw: collation)"
        }
        return """
            FROM \(table: tables.partner) AS t JOIN \(table: tables.source) AS s ON \(equal.joined(separator: " OR "))
            WHERE s.\(identifier: tables.sourceKey) <> t.\(identifier: tables.partnerKey)
            """
    }
}
