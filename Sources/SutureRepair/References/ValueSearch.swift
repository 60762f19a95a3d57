import MySQLClient
import SutureCore

/// Looks for retired keys in columns that nothing marks as references, and that would dangle after a merge.
///
/// A column is searched by its index, or otherwise a sample of it is.
struct ValueSearch {
    let columns: UnknownColumns
    let retired: RetiredKeys
    let samples: TableSamples
    let session: Session
    /// The number of keys, up to one more than are looked up.
    private let count: Int

    init(columns: UnknownColumns, retired: RetiredKeys, samples: TableSamples, session: Session) throws {
        self.columns = columns
        self.retired = retired
        self.samples = samples
        self.session = session
        count = try retired.count(session)
    }

    /// A column that contains retired keys.
    struct Hit {
        let table: Table
        let column: Column
        let keys: Int
        /// The number of wide ones.
        let wide: Int
        let isWhole: Bool
    }

    /// Returns the columns that have one of the keys as a value, and the tables of which only a sample was read.
    func hits() throws -> (found: [Hit], sampled: Set<String>) {
        var (found, sampled) = ([Hit](), Set<String>())
        for (table, column) in columns.all where columns.mayHoldKey(column) {
            let comparison = KeyComparison(column: column, key: columns.key)
            let isIndexed =
                comparison.isPlain
                && table.indexes.contains { $0.parts.first?.column == column.name && $0.parts.first?.prefix == nil }
            let match = comparison.match(retired.value, "t.\(identifier: column.name)")
            let source: Statement =
                isIndexed
                ? "\(retired.first()) STRAIGHT_JOIN \(table: table) AS t ON \(match)"
                : "(\(try samples.of(table).rows([column.name]))) AS t JOIN \(comparison.isPlain ? retired.all : retired.first(1000)) ON \(match)"
            let row = try session.firstRow(
                """
                SELECT COUNT(*) AS hits, COALESCE(SUM(wide), 0) AS wide
                FROM (SELECT \(retired.isWide) AS wide FROM \(source) LIMIT \(raw: String(RetiredKeys.most + 1))) AS h
                """
            )
            let isWhole = isIndexed ? count <= RetiredKeys.most : try samples.of(table).isWhole()
            if !isWhole { sampled.insert(table.name) }
            guard let row, case let keys:Int = try row.get("hits"), keys > 0 else { continue }
            found.append(
                Hit(
                    table: table,
                    column: column,
                    keys: keys,
                    wide: try row.get("wide"),
                    isWhole: isWhole
                )
            )
        }
        return (found, sampled)
    }

    /// Returns the notes and blockers of a step that retires the keys.
    func notes() throws -> [Note] {
        guard count > 0 else { return [] }
        let (hits, sampled) = try hits()
        let parent = columns.parent.name
        var notes = try hits.compactMap(note)
        notes += try ContainedKeys(search: self, besides: places(hits)).notes()
        if !sampled.isEmpty {
            notes.append(
                Note(
                    .info,
                    .information,
                    "Keys of \(parent) that go were looked for in samples of \(sampled.count.of("large table")), not in all rows."
                )
            )
        }
        return notes
    }

    /// Finds columns with wide keys that were retired by an earlier run.
    func findings() throws -> [Finding] {
        guard count > 0 else { return [] }
        let found = try hits().found.filter { $0.wide > 0 }
        return try found
            .map { hit in
                let sample = hit.isWhole ? "" : ", of which a sample was looked at,"
                return Finding(
                    check: "retired-keys",
                    table: hit.table.name,
                    text:
                        "rows of \(hit.table.name)\(sample) hold in \(hit.column.name) a key of \(columns.parent.name) that was "
                        + "retired",
                    rows: hit.keys
                )
            } + ContainedKeys(search: self, besides: places(found)).findings()
    }

    private func places(_ hits: [Hit]) -> Set<String> { Set(hits.map { "\($0.table.name).\($0.column.name)" }) }

    private func note(_ hit: Hit) throws -> Note? {
        let rows = "\(hit.keys.of("row")) of \(hit.table.name)\(hit.isWhole ? "" : ", in a sample,")"
        let place = "\(hit.table.name).\(hit.column.name)"
        let remedy =
            "Name it in undeclared, MergeReference(\"\(hit.table.name)\", \"\(hit.column.name)\", to: \"\(columns.parent.name)\"), "
            + "or in ignoring."
        if hit.wide > 0 {
            return Note(
                .blocker,
                .undeclaredReference,
                "\(rows) \(hit.keys.verb("has", "have")) in \(place) a key of \(columns.parent.name) that goes, which is too wide for chance, and no "
                    + "foreign key declares a reference.",
                remedy: remedy
            )
        }
        guard !columns.namesAnother(hit.column) else { return nil }
        let value = try ValueEvidence(hit.column, of: hit.table, samples.of(hit.table), columns, session)
        guard value.verdict != .none else { return nil }
        let kinds = try columns.pair(of: hit.column, in: hit.table)?.kinds(in: samples.of(hit.table), session)
        // A column beside one of kinds refers to the table in some rows at most.
        guard kinds?.contains(where: columns.isNamed) ?? true else { return nil }
        return Note(
            value.verdict == .certain && kinds == nil ? .blocker : .warning,
            .undeclaredReference,
            "\(place) may refer to \(columns.parent.name) (\(value.evidence.text)): \(rows) \(hit.keys.verb("has", "have")) a key there that goes, and no "
                + "foreign key declares a reference.",
            remedy: remedy
        )
    }
}
