import Foundation
import MySQLClient
import SutureCore

/// What the values of a column say about whether it refers to a table, when its name does not say it.
struct ValueEvidence {
    /// What follows for a step that retires keys of the table.
    enum Verdict {
        /// The column refers to the table.
        case certain
        /// The column may well refer to it.
        case likely
        /// There is no more to it than chance.
        case none
    }

    let evidence: ReferenceEvidence
    let verdict: Verdict

    /// Looks at a sample of a column's values.
    ///
    /// A number that is found among the keys says little where those are dense: the chance that all numbers of the column
    /// would be found though it refers to nothing is the share of the keys among the numbers up to there, once for each
    /// number. With the name it decides; where chance may well be the reason, the name alone does not make it certain.
    ///
    /// - Parameters:
    ///   - column: The column.
    ///   - table: Its table.
    ///   - sample: A sample of the table.
    ///   - columns: The columns of the schema, which know its names.
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
        if evidence.found == evidence.values {
            let isNoChance = try Self.isNoChance(evidence.values, values, parent, key, session)
            let isTree = table.name == parent.name && NamingConvention.words(column.name).first == "parent"
            let isCertain = evidence.values > 2 && isNoChance && (saysReference || isRole)
            verdict = isCertain || isTree ? .certain : isNoChance || isRole || saysReference ? .likely : .none
        } else {
            verdict = saysReference && evidence.found * 10 >= evidence.values * 9 ? .likely : .none
        }
    }

    /// Whether it is less than one in a million that all of some numbers are keys by chance.
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
        // Of a range with more keys than are counted nothing is known.
        guard there < most else { return false }
        return Double(count) * log(Double(there) / width) < log(1e-6)
    }
}
