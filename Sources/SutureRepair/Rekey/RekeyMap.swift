import MySQLClient
import SutureCore

/// The workspace table `keys` with the rows whose key changes: the old key (`o_1`), the new one (`n_1`), and whether
/// the copy differs from the row until it is deleted (`late`).
struct RekeyMap {
    static let name = "keys"

    let step: RekeyRows
    let layout: RekeyLayout
    let workspace: Workspace
    let context: StepContext

    private var table: Table { layout.table }
    private var session: Session { context.session }
    private var map: Statement { workspace.table(Self.name) }

    /// Fills the table.
    ///
    /// - Returns: Notes for the reader, and blockers.
    func settle() throws -> [Note] {
        try workspace.create(
            Self.name,
            """
            (o_1 \(layout.key.storageType(isNullable: false)), n_1 \(layout.key.storageType(isNullable: false)),
            late BOOLEAN NOT NULL, wanted BIGINT NOT NULL, PRIMARY KEY (o_1), KEY (n_1))
            """
        )
        let isLate = layout.late
            .map { $0.isMarked ? "TRUE" : "MAX(t.\(identifier: $0.column.name) IS NOT NULL)" as Statement }
        let late = isLate.isEmpty ? "FALSE" : isLate.joined(separator: " OR ")
        try workspace.fill(
            Self.name,
            ["o_1", "n_1", "late", "wanted"],
            from: """
                SELECT t.\(identifier: layout.key.name), MIN(s.\(identifier: layout.sourceKey.name)), \(late), COUNT(*)
                FROM \(layout.wanted) GROUP BY t.\(identifier: layout.key.name)
                """
        )
        return try suggestions() + danglingKeys() + obstacles() + lateNotes()
    }

    private func suggestions() throws -> [Note] {
        try layout.graph.suggestions(for: table, ignoring: step.ignored)
            .map { try UnnamedReference(reference: $0, parent: table, schema: layout.schema).note(session) }
    }

    /// Returns columns that nobody has named and that contain keys which change.
    private func danglingKeys() throws -> [Note] {
        guard !workspace.isRepeated, let retired = RetiredKeys(of: table, in: map, column: "o_1") else { return [] }
        let columns = UnknownColumns(
            graph: layout.graph,
            keys: retired,
            ignored: step.ignored + [MergeReference(layout.source.name, layout.sourceKey.name)],
            named: step.undeclared
        )
        return try ValueSearch(columns: columns, retired: retired, samples: TableSamples(session), session: session)
            .notes()
    }

    private func lateNotes() throws -> [Note] {
        guard try count("FROM \(map) WHERE late") > 0 else { return [] }
        return layout.late.map { late in
            Note(
                .info,
                .information,
                "\(table.name).\(late.column.name) is \(late.isMarked ? "a mark such as ~17" : "NULL") in copied rows until the "
                    + "old ones are gone."
            )
        }
    }

    private func count(_ source: Statement) throws -> Int {
        try session.value("SELECT COUNT(*) \(source)") ?? 0
    }

    private func blocker(_ count: Int, _ text: (Int) -> String, _ remedy: String) -> Note? {
        count > 0 ? Note(.blocker, .keyNotFree, text(count), remedy: remedy) : nil
    }

    private func obstacles() throws -> [Note] {
        let key: Statement = "\(identifier: layout.key.name)"
        let earlier = try workspace.earlierInserts(into: table)
        let isNew: Statement = earlier.map { "AND m.n_1 NOT IN (\($0))" } ?? ""
        var notes = [
            blocker(
                try count("FROM \(map) WHERE wanted > 1"),
                {
                    "\($0.of("row")) of \(table.name) \($0.verb("has", "have")) several equals in \(layout.source.name)."
                },
                "Merge these first, or compare by more columns."
            ),
            blocker(
                try count("FROM (SELECT n_1 FROM \(map) GROUP BY n_1 HAVING COUNT(*) > 1) AS g"),
                {
                    "\($0.of("key")) of \(layout.source.name) \($0.verb("is", "are")) wanted by several rows of \(table.name)."
                },
                "Merge these rows first."
            ),
            blocker(
                try count(
                    "FROM \(map) AS m JOIN \(table: table) AS t ON t.\(key) = m.n_1 WHERE TRUE \(isNew)"
                ),
                { "\($0.of("row")) of \(table.name) ought to have the key of another row." },
                "Give those another key, or delete or merge them, by a step before this one."
            ),
        ]
        for late in layout.late where late.isMarked {
            let length = String(late.column.characterLength ?? 0)
            notes.append(
                blocker(
                    try count("FROM \(map) AS m WHERE CHAR_LENGTH(\(late.value("m.n_1"))) > \(raw: length)"),
                    {
                        "\($0.of("new key")) \($0.verb("does", "do")) not fit \(table.name).\(late.column.name), which has to hold "
                            + "\($0.verb("it", "them")) for a while."
                    },
                    "Make the column wider for this migration."
                )
            )
        }
        for reference in layout.references {
            let isNamed = try layout.match(reference, "c", key: "m.n_1")
            let child: Statement = "\(table: try layout.schema.table(reference.table)) AS c"
            notes.append(
                blocker(
                    try count(
                        """
                        FROM \(map) AS m JOIN \(child) ON \(isNamed)
                        LEFT JOIN \(table: table) AS t ON t.\(key) = m.n_1 WHERE t.\(key) IS NULL
                        """
                    ),
                    {
                        "\($0.of("row")) of \(reference.table) \($0.verb("refers", "refer")) by \(reference.text) to keys that no "
                            + "row of \(table.name) has yet."
                    },
                    "Repair these orphans by a step before this one."
                )
            )
        }
        return try notes.compactMap { $0 } + deeperObstacles()
    }

    /// Returns blockers for rows that refer to a column which changes with the key, or by another key of the table.
    private func deeperObstacles() throws -> [Note] {
        var notes: [Note?] = []
        let own: Statement = "\(table: table) AS t ON t.\(identifier: layout.key.name) = m.o_1"
        for other in layout.graph.references(to: table.name) where !layout.references.contains(other) {
            notes.append(
                try deeper(
                    other,
                    "FROM \(map) AS m JOIN \(own) JOIN \(table: layout.schema.table(other.table)) AS g ON \(try match(other))"
                )
            )
        }
        for reference in layout.references {
            let column = layout.column(reference)
            let child: Statement =
                "\(table: try layout.schema.table(reference.table)) AS t ON \(try layout.match(reference, "t", key: "m.o_1"))"
            for other in layout.graph.references(to: reference.table)
            where other.parentColumns.contains(column) && reference.table != table.name {
                notes.append(
                    try deeper(
                        other,
                        "FROM \(map) AS m JOIN \(child) JOIN \(table: layout.schema.table(other.table)) AS g ON \(try match(other))"
                    )
                )
            }
        }
        return notes.compactMap { $0 }
    }

    private func match(_ reference: Reference) throws -> Statement {
        try reference.match("g", in: layout.schema) { "t.\(identifier: $0)" }
    }

    private func deeper(_ reference: Reference, _ source: Statement) throws -> Note? {
        let rows = try count(source)
        guard rows > 0 else { return nil }
        return Note(
            .blocker,
            .dependentRows,
            "\(rows.of("row")) of \(reference.table) \(rows.verb("refers", "refer")) by \(reference.text) to a column of \(reference.parent) that "
                + "changes, or is missing for a while, as the keys of \(table.name) change.",
            remedy: "Drop the foreign key for this migration, or let \(reference.table) refer to the primary key."
        )
    }
}

extension SutureError.Code {
    /// A row cannot have the key that it should have.
    public static let keyNotFree = Self(rawValue: "key-not-free")
}
