import MySQLClient
import SutureCore

/// The two tables of a pair from the schema, and the SQL that relates them.
package struct PairTables: Sendable {
    package let pair: SynchronizedPair
    package let source: Table
    package let partner: Table
    package let sourceKeyColumn: Column
    package let partnerKeyColumn: Column

    package var shared: [String] { pair.shared }
    package var belongs: Statement { pair.belongs }

    package init(_ pair: SynchronizedPair, _ schema: Schema) throws {
        self.pair = pair
        source = try schema.table(pair.source)
        partner = try schema.table(pair.partner)
        sourceKeyColumn = try PairTables.key(of: source)
        partnerKeyColumn = try PairTables.key(of: partner)
    }

    /// Throws unless the tables have all columns that the description names.
    package func requireColumns() throws {
        for column in shared {
            _ = try source.requireColumn(column)
            _ = try partner.requireColumn(column)
        }
        for entry in pair.newPartner { _ = try partner.requireColumn(entry.column) }
        for entry in pair.newSource { _ = try source.requireColumn(entry.column) }
    }

    /// Throws unless the two primary keys have the same type.
    package func requireEqualKeys() throws {
        guard let difference = ColumnAgreement.difference(sourceKeyColumn, partnerKeyColumn) else { return }
        throw SutureError(
            .invalidMigration,
            "The keys of \(source.name) and \(partner.name) do not agree in \(difference).",
            remedy: "Give both keys the same type before they are synchronized."
        )
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

    package var sourceKey: String { sourceKeyColumn.name }
    package var partnerKey: String { partnerKeyColumn.name }

    /// FROM and WHERE: rows `t` of the partner without a source row.
    package var partnersWithoutSource: Statement {
        """
        FROM \(table: partner) AS t
        LEFT JOIN \(table: source) AS o ON o.\(identifier: sourceKey) = t.\(identifier: partnerKey)
        WHERE o.\(identifier: sourceKey) IS NULL
        """
    }

    /// FROM and WHERE: rows `t` of the source that belong to the pair and have no partner.
    package var sourcesWithoutPartner: Statement {
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

    /// Tests whether `t` and `s` differ in a shared column, byte for byte.
    var disagrees: Statement {
        disagree("t", "s")
    }

    /// Tests whether two rows of the pair, by their aliases, differ in a shared column, byte for byte.
    package func disagree(_ left: Statement, _ right: Statement) -> Statement {
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
