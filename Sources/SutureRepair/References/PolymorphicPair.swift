import MySQLClient
import SutureCore

/// Two columns, one of which, such as `subject_type`, may name the table that the other, `subject_id`, refers to.
struct PolymorphicPair {
    let table: Table
    let type: Column
    let id: Column

    /// Returns the pairs of a schema by their names, without columns of foreign keys and ids named after a table.
    static func all(of schema: Schema, isTable: (String) -> Bool) -> [PolymorphicPair] {
        schema.tables.values.sorted { $0.name < $1.name }
            .flatMap { table -> [PolymorphicPair] in
                let declared = Set(table.foreignKeys.flatMap(\.columns))
                let words = table.columns.map { (column: $0, words: NamingConvention.words($0.name)) }
                return
                    words.filter { $0.words.count > 1 && $0.words.last == "id" && !declared.contains($0.column.name) }
                    .compactMap { id in
                        let stem = Array(id.words.dropLast())
                        guard !isTable(stem.joined()), let type = words.first(where: { $0.words == stem + ["type"] })
                        else { return nil }
                        return PolymorphicPair(table: table, type: type.column, id: id.column)
                    }
            }
    }

    /// Returns the values of the type column in a sample, the most frequent first; none if there are too many for
    /// kinds.
    func kinds(in sample: TableSample, _ session: Session) throws -> [String] {
        let kinds: [String] =
            try session.rows(
                """
                SELECT CAST(\(identifier: type.name) AS CHAR) AS kind FROM (\(sample.rows([type.name, id.name]))) AS s
                WHERE \(identifier: type.name) IS NOT NULL AND \(identifier: id.name) IS NOT NULL
                GROUP BY kind ORDER BY COUNT(*) DESC, kind LIMIT 101
                """
            )
            .map { try $0.get("kind") }
        return kinds.count > 100 ? [] : kinds.filter { $0.count <= 100 }
    }

    /// Counts the ids under a kind that exist in a parent.
    func evidence(of kind: String, in parent: Table, sample: TableSample, _ session: Session) throws
        -> ReferenceEvidence
    {
        let ids: Statement = """
            SELECT DISTINCT \(identifier: id.name) AS v FROM (\(sample.rows([type.name, id.name]))) AS s
            WHERE CAST(\(identifier: type.name) AS CHAR) = \(kind) AND \(identifier: id.name) IS NOT NULL
            """
        return try ReferenceEvidence(of: ids, "d.v", in: parent, isSampled: !sample.isWhole(), session)
    }

    /// Returns the table name in a kind: the last word of `App\Models\Institution` or `app.institution`, in comparable
    /// form.
    static func name(of kind: String) -> String {
        let last = kind.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.last ?? ""
        return NamingConvention.words(String(last)).joined()
    }
}
