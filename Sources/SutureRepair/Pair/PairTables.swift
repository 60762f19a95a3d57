import MySQLClient
import SutureCore

/// The two tables of a pair as the schema has them, and the SQL that relates them.
struct PairTables {
    let source: Table
    let partner: Table
    let sourceKeyColumn: Column
    let partnerKeyColumn: Column
    let shared: [String]
    let belongs: Statement

    init(_ step: SynchronizePair, _ schema: Schema) throws {
        source = try schema.table(step.source)
        partner = try schema.table(step.partner)
        sourceKeyColumn = try PairTables.key(of: source)
        partnerKeyColumn = try PairTables.key(of: partner)
        shared = step.shared
        belongs = step.belongs
    }

    private static func key(of table: Table) throws -> Column {
        guard table.keyColumns.count == 1, let key = table.keyColumns.first else {
            throw SutureError(
                .primaryKeyMissing,
                "\(table.name) has no primary key of one column, which the pair could share.",
                remedy: "Only tables with such a key can be synchronized."
            )
        }
        return try table.requireColumn(key)
    }

    var sourceKey: String { sourceKeyColumn.name }
    var partnerKey: String { partnerKeyColumn.name }

    /// FROM and WHERE: rows `t` of the partner without a source row.
    var partnersWithoutSource: Statement {
        """
        FROM \(table: partner) AS t
        LEFT JOIN \(table: source) AS o ON o.\(identifier: sourceKey) = t.\(identifier: partnerKey)
        WHERE o.\(identifier: sourceKey) IS NULL
        """
    }

    /// FROM and WHERE: rows `t` of the source that belong to the pair and have no partner.
    var sourcesWithoutPartner: Statement {
        """
        FROM (SELECT * FROM \(table: source) WHERE (\(belongs))) AS t
        LEFT JOIN \(table: partner) AS o ON o.\(identifier: partnerKey) = t.\(identifier: sourceKey)
        WHERE o.\(identifier: partnerKey) IS NULL
        """
    }

    /// Joins the source row `s` that belongs to the pair to the partner row `t`.
    var joinSource: Statement {
        """
        JOIN (SELECT * FROM \(table: source) WHERE (\(belongs))) AS s
        ON s.\(identifier: sourceKey) = t.\(identifier: partnerKey)
        """
    }

    /// Whether `t` and `s` differ in a shared column, byte for byte.
    var disagrees: Statement {
        disagree("t", "s")
    }

    /// Whether two rows of the pair, by their aliases, differ in a shared column, byte for byte.
    func disagree(_ left: Statement, _ right: Statement) -> Statement {
        shared.map { "NOT \(agree($0, left, right))" as Statement }.joined(separator: " OR ")
    }

    private func agree(_ name: String, _ left: Statement, _ right: Statement) -> Statement {
        guard source.column(name)?.isText == true, partner.column(name)?.isText == true else {
            return "(\(left).\(identifier: name) <=> \(right).\(identifier: name))"
        }
        return """
            (CAST(CONVERT(\(left).\(identifier: name) USING utf8mb4) AS BINARY)
            <=> CAST(CONVERT(\(right).\(identifier: name) USING utf8mb4) AS BINARY))
            """
    }
}
