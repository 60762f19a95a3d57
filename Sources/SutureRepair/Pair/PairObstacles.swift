import MySQLClient
import SutureCore

/// Looks for conflicts over all rows that a synchronization would write.
struct PairObstacles {
    let pair: PairTables
    let session: Session

    func notes() throws -> [Note] {
        let missingSources = pair.partnersWithoutSource
        let missingPartners = pair.sourcesWithoutPartner
        let changed: Statement = """
            FROM (SELECT * FROM \(table: pair.source) WHERE (\(pair.belongs))) AS t
            JOIN \(table: pair.partner) AS o
            ON o.\(identifier: pair.partnerKey) = t.\(identifier: pair.sourceKey)
            WHERE (\(pair.disagree("t", "o")))
            """
        return try tooLong(from: pair.partner, into: pair.source, missingSources)
            + tooLong(from: pair.source, into: pair.partner, missingPartners)
            + tooLong(from: pair.source, into: pair.partner, changed)
            + taken(in: pair.source, key: pair.sourceKey, from: pair.partnerKey, missingSources)
            + taken(in: pair.partner, key: pair.partnerKey, from: pair.sourceKey, missingPartners)
            + taken(in: pair.partner, key: pair.partnerKey, from: pair.sourceKey, changed)
    }

    /// Returns blockers for values that are longer than their target column.
    private func tooLong(from: Table, into: Table, _ rows: Statement) throws -> [Note] {
        try pair.shared.compactMap { name in
            guard let room = into.column(name)?.characterLength, into.column(name)?.isText == true,
                (from.column(name)?.characterLength ?? 0) > room
            else { return nil }
            let count: Int =
                try session.value(
                    "SELECT COUNT(*) \(rows) AND CHAR_LENGTH(t.\(identifier: name)) > \(room)"
                ) ?? 0
            guard count > 0 else { return nil }
            return Note(
                .blocker,
                .valueTooLong,
                "\(count.of("value")) of \(from.name).\(name) \(count.verb("is", "are")) longer than the \(room) characters of \(into.name).\(name).",
                remedy: "Make \(into.name).\(name) as long as \(from.name).\(name) first."
            )
        }
    }

    /// Returns blockers for unique values that another row of the target has, or that two of the new rows share.
    private func taken(in target: Table, key: String, from: String, _ rows: Statement) throws -> [Note] {
        let indexes = target.uniqueIndexes.filter { index in
            index.columnNames.count == index.parts.count && index.columnNames.allSatisfy(pair.shared.contains)
        }
        return try indexes.flatMap { index -> [Note] in
            let columns = index.columnNames.map { "t.\(identifier: $0)" as Statement }.joined(separator: ", ")
            let list = "\(target.name) (\(index.columnNames.joined(separator: ", ")))"
            let held: Int =
                try session.value(
                    """
                    SELECT COUNT(*) FROM (SELECT t.\(identifier: from) AS suture_key, \(columns) \(rows)) AS n
                    JOIN \(table: target) AS x ON \(match(index, target)) AND x.\(identifier: key) <> n.suture_key
                    """
                ) ?? 0
            let twice: Int =
                try session.value(
                    """
                    SELECT COALESCE(SUM(c), 0) FROM (SELECT COUNT(*) AS c
                    FROM (SELECT \(columns) \(rows)) AS n GROUP BY \(grouping(index, target)) HAVING COUNT(*) > 1) AS g
                    """
                ) ?? 0
            var notes: [Note] = []
            if held > 0 {
                notes.append(
                    Note(
                        .blocker,
                        .samePersonTwice,
                        "\(held.of("row")) to write would take unique values of \(list) that rows with other keys hold.",
                        remedy:
                            "These are the same thing under two keys, or values that were swapped: settle them by hand."
                    )
                )
            }
            if twice > 0 {
                notes.append(
                    Note(
                        .blocker,
                        .collision,
                        "\(twice.of("row")) to write would be equal under the unique key \(list).",
                        remedy: "Change the values so that they differ."
                    )
                )
            }
            return notes
        }
    }

    private func match(_ index: Index, _ target: Table) -> Statement {
        index.columnNames
            .map { "x.\(identifier: $0) = \(compared($0, target))" as Statement }
            .joined(separator: " AND ")
    }

    /// Groups by the collation of the target, which may differ from the source's.
    private func grouping(_ index: Index, _ target: Table) -> Statement {
        index.columnNames.map { compared($0, target) }.joined(separator: ", ")
    }

    private func compared(_ name: String, _ target: Table) -> Statement {
        guard let collation = target.column(name)?.collation, let set = target.column(name)?.characterSet else {
            return "n.\(identifier: name)"
        }
        return "CONVERT(n.\(identifier: name) USING \(raw: set)) COLLATE \(raw: collation)"
    }
}

extension SutureError.Code {
    /// A value is too long for its target column.
    public static let valueTooLong = Self(rawValue: "value-too-long")
    /// A unique value belongs to a row with another key.
    public static let samePersonTwice = Self(rawValue: "same-person-twice")
}
