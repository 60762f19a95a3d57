import MySQLClient
import SutureCore

/// Looks for retired keys inside documents, and in lists such as `17,23`.
///
/// No index finds them there, so samples are searched.
struct ContainedKeys {
    let search: ValueSearch
    /// Columns that were found to hold keys as their values, as `table.column`.
    let besides: Set<String>

    private static let texts = 500
    private static let keys = 200
    private static let bytes = 65_536

    private var session: Session { search.session }
    private var retired: RetiredKeys { search.retired }
    private var parent: Table { search.columns.parent }

    private var columns: [(table: Table, column: Column)] {
        search.columns.all
            .filter { $1.isText || $1.dataType == "json" }
            .filter { ($1.byteLength ?? Int.max) > 3 && !besides.contains("\($0.name).\($1.name)") }
    }

    /// Finds texts that contain wide keys retired by an earlier run.
    func findings() throws -> [Finding] {
        try columns.compactMap { table, column in
            guard let rows = try wide(table, column, search.samples.of(table)) else { return nil }
            return Finding(
                check: "retired-keys",
                table: table.name,
                text:
                    "texts of a sample of \(table.name) contain in \(column.name) a key of \(parent.name) that was retired",
                rows: rows
            )
        }
    }

    func notes() throws -> [Note] {
        try columns.compactMap { table, column in
            let sample = try search.samples.of(table)
            if let rows = try wide(table, column, sample) {
                return note(
                    .blocker,
                    table,
                    column,
                    "\(rows.of("text")) of a sample of \(table.name).\(column.name) "
                        + "\(rows.verb("contains", "contain")) a key of \(parent.name) that goes"
                )
            }
            guard let evidence = try list(table, column, sample) else { return nil }
            return note(
                search.columns.namesParent(column) ? .blocker : .warning,
                table,
                column,
                "\(table.name).\(column.name) may hold lists of keys of \(parent.name), among them some that go (\(evidence.text))"
            )
        }
    }

    private func note(_ level: Note.Level, _ table: Table, _ column: Column, _ text: String) -> Note {
        Note(
            level,
            .undeclaredReference,
            "\(text).",
            remedy:
                "Rewrite them by an Update of their own, or name an id in documents by its path in undeclared; then name "
                + "MergeReference(\"\(table.name)\", \"\(column.name)\") in ignoring."
        )
    }

    /// Returns the number of texts with a key that is too wide for chance; nil for none.
    private func wide(_ table: Table, _ column: Column, _ sample: TableSample) throws -> Int? {
        guard retired.key.isText || retired.key.dataType == "uuid" else { return nil }
        let plain = { (value: Statement) -> Statement in
            "CONVERT(CAST(\(value) AS CHAR) USING utf8mb4) COLLATE utf8mb4_general_ci"
        }
        let rows: Int =
            try session.value(
                """
                SELECT COUNT(*) FROM (SELECT * FROM (\(sample.rows([column.name], limit: Self.texts))) AS s
                  WHERE OCTET_LENGTH(\(identifier: column.name)) <= \(raw: String(Self.bytes))) AS t
                JOIN \(retired.first(Self.keys)) ON \(retired.isWide)
                  AND LOCATE(\(plain(retired.value)), \(plain("t.\(identifier: column.name)"))) > 0
                """
            ) ?? 0
        return rows > 0 ? rows : nil
    }

    /// Returns the evidence of a column whose texts are all lists of keys, some of them retired; nil for any other
    /// column.
    private func list(_ table: Table, _ column: Column, _ sample: TableSample) throws -> ReferenceEvidence? {
        guard retired.key.dataType.hasSuffix("int"), column.isText else { return nil }
        let name: Statement = "\(identifier: column.name)"
        let texts: Statement =
            "(SELECT * FROM (\(sample.rows([column.name], limit: Self.texts))) AS s WHERE \(name) <> '') AS t"
        let row = try session.firstRow(
            """
            SELECT COUNT(*) AS texts, COALESCE(SUM(\(name) REGEXP '^\\\\[?(0|[1-9][0-9]{0,17})( *[,;|] *(0|[1-9][0-9]{0,17}))*\\\\]?$'), 0) AS lists,
              COALESCE(SUM(\(name) REGEXP '[,;|]'), 0) AS several FROM \(texts)
            """
        )
        guard let row, case let count:Int = try row.get("texts"), count > 0,
            try row.get("lists", as: Int.self) == count,
            try row.get("several", as: Int.self) > 0
        else { return nil }
        let numbers: Statement = """
            SELECT DISTINCT j.v FROM \(texts),
            JSON_TABLE(CONCAT('[', TRIM(TRAILING ']' FROM TRIM(LEADING '[' FROM REGEXP_REPLACE(t.\(name), '[;|]', ','))), ']'),
              '$[*]' COLUMNS (v BIGINT PATH '$')) AS j
            """
        let going: Int =
            try session.value(
                "SELECT COUNT(*) FROM (\(numbers)) AS n JOIN \(retired.all) ON \(retired.value) = n.v"
            ) ?? 0
        guard going > 0 else { return nil }
        let evidence = try ReferenceEvidence(
            of: numbers,
            "d.v",
            in: parent,
            isSampled: !sample.isWhole(limit: Self.texts),
            session
        )
        return evidence.found == evidence.values ? evidence : nil
    }
}
