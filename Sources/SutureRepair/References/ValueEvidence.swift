import Foundation
import MySQLClient
import SutureCore

/// The evidence of a column's values that it refers to a table, if its name does not indicate it.
struct ValueEvidence {
    /// The conclusion for a step that retires keys of the table.
    enum Verdict {
        /// The column refers to the table.
        case certain
        /// The column probably refers to it.
        case likely
        /// The matches are no more than chance.
        case none
    }

    let evidence: ReferenceEvidence
    let verdict: Verdict
    /// True if nearly all values are also keys of another table, so that the column may refer to that one instead.
    let isAmbiguous: Bool

    /// Evaluates a sample of a column's values.
    ///
    /// A match of a number proves little if the keys are dense: the chance that all numbers of an unrelated column
    /// match is the share of the keys among the numbers up to there, once for each number. Together with the name it
    /// decides; if chance is a plausible explanation, the name alone does not make it certain.
    ///
    /// - Parameters:
    ///   - column: The column.
    ///   - table: Its table.
    ///   - sample: A sample of the table.
    ///   - columns: The columns of the schema, with their names.
    ///   - session: The session.
    /// - Throws: `MySQLError`.
    init(_ column: Column, of table: Table, _ sample: TableSample, _ columns: UnknownColumns, _ session: Session) throws
    {
        let (parent, key) = (columns.parent, columns.key)
        let name: Statement = "\(identifier: column.name)"
        let values: Statement = """
            SELECT DISTINCT \(name) AS v FROM (\(sample.rows([column.name]))) AS s WHERE \(name) IS NOT NULL
            """
        evidence = try ReferenceEvidence(
            of: values,
            matching: KeyComparison(column: column, key: key).match("p.\(identifier: key.name)", "d.v"),
            in: parent,
            isSampled: !sample.isWhole(),
            session
        )
        let saysReference = NamingConvention.saysReference(column.name)
        let isRole = NamingConvention.saysRole(column.name)
        // The keys of two tables are often the same numbers.
        let isOwnKey = table.keyColumns == [column.name] && !saysReference
        if evidence.found == evidence.values, !isOwnKey {
            let isNoChance = try Self.isNoChance(evidence.values, values, parent, key, session)
            let isTree = table.name == parent.name && NamingConvention.words(column.name).first == "parent"
            let isLikely = isNoChance || isRole || saysReference
            isAmbiguous = try isLikely && Self.areKeysElsewhere(values, column, of: table, columns, session)
            let isCertain = evidence.values > 2 && isNoChance && (saysReference || isRole) && !isAmbiguous
            verdict = isCertain || isTree ? .certain : isLikely ? .likely : .none
        } else {
            isAmbiguous = false
            verdict = saysReference && evidence.found * 10 >= evidence.values * 9 ? .likely : .none
        }
    }

    /// Returns whether the values are keys elsewhere: keys often follow the same rule in all tables; the column's own
    /// table does not count.
    private static func areKeysElsewhere(
        _ values: Statement,
        _ column: Column,
        of own: Table,
        _ columns: UnknownColumns,
        _ session: Session
    ) throws -> Bool {
        for table in columns.graph.schema.tables.values.sorted(by: { $0.name < $1.name })
        where ![own.name, columns.parent.name].contains(table.name) && table.keyColumns.count == 1 {
            guard let key = table.column(table.keyColumns[0]), key.dataType.hasSuffix("int") else { continue }
            let match = KeyComparison(column: column, key: key).match("p.\(identifier: key.name)", "d.v")
            let found = try ReferenceEvidence(of: values, matching: match, in: table, isSampled: true, session)
            if found.found * 10 >= found.values * 9 { return true }
        }
        return false
    }

    /// Returns whether the chance that all of some numbers are keys is less than one in a million.
    private static func isNoChance(
        _ count: Int,
        _ values: Statement,
        _ parent: Table,
        _ key: Column,
        _ session: Session
    ) throws -> Bool {
        guard key.dataType.hasSuffix("int"), count > 1 else { return false }
        let most = 100_000
        let row = try session.firstRow(
            "SELECT CAST(MIN(v + 0) AS CHAR) AS low, CAST(MAX(v + 0) AS CHAR) AS high FROM (\(values)) AS d"
        )
        guard let row, let low = Double(try row.get("low", as: String.self)),
            let high = Double(try row.get("high", as: String.self)), high > low, abs(low) < 1e18, high < 1e18
        else { return false }
        let width = high - low + 1
        let there: Int =
            try session.value(
                """
                SELECT COUNT(*) FROM (SELECT 1 FROM \(table: parent) WHERE \(identifier: key.name)
                  BETWEEN \(raw: String(Int64(low))) AND \(raw: String(Int64(high))) LIMIT \(raw: String(most))) AS k
                """
            ) ?? 0
        // A range with more keys than are counted proves nothing.
        guard there < most else { return false }
        return Double(count) * log(Double(there) / width) < log(1e-6)
    }
}
