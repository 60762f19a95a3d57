import MySQLClient
import SutureCore
import SutureRepair

/// The columns of other tables that refer to the keys of a pair.
struct ReferringTables {
    private struct Column: Hashable {
        let table: String
        let name: Statement
        let column: String
        let isDeclared: Bool
    }

    private let columns: [Column]

    init(known: PairLayout.Known) throws {
        let pair = known.tables
        var columns: [Column] = []
        for (parent, key) in [(pair.source, pair.sourceKey), (pair.partner, pair.partnerKey)] {
            for reference in known.schema.references(to: parent.name)
            where reference.parentColumns == [key]
                && !(reference.table == pair.partner.name && parent.name == pair.source.name
                    && reference.columns == [pair.partnerKey])
            {
                columns.append(
                    Column(
                        table: reference.table,
                        name: reference.quotedTable,
                        column: reference.columns[0],
                        isDeclared: true
                    )
                )
            }
        }
        for reference in pair.pair.undeclared {
            let table = try known.schema.table(reference.table)
            let column = try table.requireColumn(reference.column).name
            guard !columns.contains(where: { $0.table == table.name && $0.column == column }) else { continue }
            columns.append(Column(table: table.name, name: table.quotedName, column: column, isDeclared: false))
        }
        self.columns = columns
    }

    /// Applies the policy to the rows that refer to a key.
    ///
    /// - Returns: The number of written rows, by table.
    func release(
        _ key: PairKey,
        in session: Session,
        _ policy: (_ table: String) -> ReferencePolicy
    ) throws -> [String: Int] {
        var written: [String: Int] = [:]
        var standing: [String] = []
        for column in columns {
            let condition: Statement = "WHERE \(identifier: column.column) = \(key.value)"
            switch policy(column.table) {
            case .asDeclared where column.isDeclared:
                continue
            case .refuse, .asDeclared:
                let rows: Int = try session.value("SELECT COUNT(*) FROM \(column.name) \(condition)") ?? 0
                if rows > 0 { standing.append("\(rows.of("row")) of \(column.table) by \(column.column)") }
            case .delete:
                written[column.table, default: 0] += Int(
                    try session.execute("DELETE FROM \(column.name) \(condition)").matchedRows
                )
            case .setNull:
                written[column.table, default: 0] += Int(
                    try session.execute("UPDATE \(column.name) SET \(identifier: column.column) = NULL \(condition)")
                        .matchedRows
                )
            }
        }
        guard standing.isEmpty else {
            throw PairError(
                .stillReferenced,
                "The account is referred to: \(standing.joined(separator: ", ")).",
                remedy: "Delete those rows first, or let the policy of the call do so."
            )
        }
        return written.filter { $0.value > 0 }
    }
}
