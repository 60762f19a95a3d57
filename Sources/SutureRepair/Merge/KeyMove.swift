import MySQLClient
import SutureCore

/// The move of a table's keys while other rows refer to them, such as the `institution_id` of commissions to which
/// payouts refer.
///
/// Neither side can be changed first while the foreign key holds, and a cascade would change rows without journalling.
/// So the referring rows are detached: a nullable column is NULL meanwhile, and a row with a mandatory reference is
/// deleted and restored. The keys move, and the rows refer to them again.
struct KeyMove {
    let layout: MergeLayout
    let workspace: Workspace
    /// The table's number.
    let place: Int
    let table: Table

    /// The method of detaching a reference.
    private enum Aside {
        /// No foreign key prevents the move.
        case none
        case null(String)
        case takeOut
    }

    private struct Follower {
        let reference: Reference
        let table: Table
        /// The workspace table with its rows: by key (`k_1` and so on), the current values (`r_1`) and the final ones
        /// (`f_1`).
        let rows: String
        let aside: Aside

        func column(_ form: String, _ position: Int) -> String { "\(form)_\(position + 1)" }
    }

    private var followers: [Follower] {
        get throws {
            guard layout.moved[table.name] != nil else { return [] }
            return try layout.graph.references(to: table.name).filter(layout.followsMovedKey).enumerated()
                .map { number, reference in
                    let child = try layout.schema.table(reference.table)
                    let nullable = reference.columns.first { child.column($0)?.isNullable == true }
                    let aside: Aside =
                        reference.declaredBy == nil ? .none : nullable.map { .null($0) } ?? .takeOut
                    return Follower(reference: reference, table: child, rows: "d\(place)_\(number)", aside: aside)
                }
        }
    }

    /// Determines which rows refer to keys that move.
    ///
    /// - Returns: Notes for the reader, and blockers.
    func prepare(_ session: Session) throws -> [Note] {
        try followers.flatMap { follower in
            try fill(follower)
            guard case .takeOut = follower.aside else { return [Note]() }
            return try notes(follower, session)
        }
    }

    private func fill(_ follower: Follower) throws {
        let child = follower.table
        let columns = follower.reference.columns
        let forms = try ["r", "f"]
            .flatMap { form in
                try columns.enumerated()
                    .map {
                        "\(identifier: follower.column(form, $0)) \(try child.requireColumn($1).storageType(isNullable: true))"
                            as Statement
                    }
            }
        let definitions = try MapColumns.definitions(child, "k") + forms
        let keys = MapColumns.names(child, "k")
        try workspace.create(
            follower.rows,
            "(\(definitions.joined(separator: ", ")), PRIMARY KEY (\(identifiers: keys)))"
        )
        guard let map = try KeyMap(table, layout) else { return }
        let join = ReferenceJoin(layout: layout, workspace: workspace)
        let parts = try join.parts(layout.references(of: child.name), values: .present)
        let present = join.values(parts)
        let stays = try join.stays(child, use: parts.count)
        let k = try workspace.alias(KeyMap.name(place), parts.count + 1)
        let match = try follower.reference.match("t", in: layout.schema) { "k.\(identifier: map.column("c", $0))" }
        let keyValues = child.keyColumns.map { present[$0] ?? "t.\(identifier: $0)" as Statement }
        let values = ["s", "f"]
            .flatMap { form in
                follower.reference.parentColumns.map { "k.\(identifier: map.column(form, $0))" as Statement }
            }
        try workspace.fill(
            follower.rows,
            keys + columns.indices.map { follower.column("r", $0) } + columns.indices.map { follower.column("f", $0) },
            from: """
                SELECT \((keyValues + values).joined(separator: ", ")) FROM \(table: child) AS t
                JOIN \(k) AS k ON \(match) AND k.moves
                \(parts.map(\.outer).joined(separator: " ")) \(stays?.join ?? "") WHERE \(stays?.condition ?? "TRUE")
                """
        )
    }

    private func notes(_ follower: Follower, _ session: Session) throws -> [Note] {
        let child = follower.table
        let rows: Int = try session.value("SELECT COUNT(*) FROM \(workspace.table(follower.rows))") ?? 0
        guard rows > 0 else { return [] }
        let told = Note(
            .info,
            .information,
            "\(rows.of("row")) of \(child.name) \(rows.verb("is", "are")) taken out and put back, because \(follower.reference.text) refers to a key of "
                + "\(table.name) that moves, and cannot be NULL meanwhile."
        )
        let referring = try layout.schema.references(to: child.name)
            .compactMap { key -> Note? in
                let match = zip(key.columns, key.parentColumns)
                    .map { "c.\(identifier: $0) = t.\(identifier: $1)" as Statement }
                    .joined(separator: " AND ")
                let count: Int =
                    try session.value(
                        """
                        SELECT COUNT(*) FROM \(workspace.table(follower.rows)) AS d
                        JOIN \(table: child) AS t ON \(MapColumns.match(child, "d", "k", row: "t"))
                        JOIN \(key.quotedTable) AS c ON \(match)
                        """
                    ) ?? 0
                guard count > 0 else { return nil }
                return Note(
                    .blocker,
                    .dependentRows,
                    "\(count.of("row")) of \(key.table) \(count.verb("refers", "refer")) by \(key.name) to rows of \(child.name) that have to be taken out "
                        + "while the key of \(table.name) moves.",
                    remedy: "Make \(follower.reference.text) nullable for this migration, or drop \(key.name)."
                )
            }
        return [told] + referring
    }
}

extension KeyMove {
    /// Returns the changes around the move: the referring rows are detached, the keys move, and the rows refer to them
    /// again.
    ///
    /// - Parameters:
    ///   - earlier: The number of changes that the step makes before.
    ///   - move: The change that moves the keys.
    /// - Returns: The changes, in their order.
    /// - Throws: `SutureError`.
    func changes(after earlier: Int, around move: TableChange) throws -> [TableChange] {
        var changes: [TableChange] = []
        var takenOut: [String: Int] = [:]
        for follower in try followers {
            switch follower.aside {
            case .none: break
            case .null(let column): changes.append(detach(follower, column))
            case .takeOut:
                changes.append(takeOut(follower))
                takenOut[follower.rows] = earlier + changes.count
            }
        }
        changes.append(move)
        for follower in try followers.reversed() {
            changes.append(try putBack(follower, takenOut: takenOut[follower.rows]))
        }
        return changes
    }

    private func join(_ follower: Follower) -> Statement {
        "JOIN \(workspace.table(follower.rows)) AS d ON \(MapColumns.match(follower.table, "d", "k", row: "t"))"
    }

    private func isPresent(_ follower: Follower) -> Statement {
        follower.reference.columns.enumerated()
            .map { "t.\(identifier: $1) = d.\(identifier: follower.column("r", $0))" as Statement }
            .joined(separator: " AND ")
    }

    private func staged(_ follower: Follower) -> Statement {
        "SELECT \(identifiers: MapColumns.names(follower.table, "k")) FROM \(workspace.table(follower.rows))"
    }

    private func detach(_ follower: Follower, _ column: String) -> TableChange {
        .update(
            "detach \(follower.table.name).\(column)",
            table: follower.table,
            set: [TableChange.Assignment(column, "NULL")],
            joins: join(follower),
            filter: isPresent(follower),
            stage: staged(follower)
        )
    }

    private func takeOut(_ follower: Follower) -> TableChange {
        .delete(
            "take out \(follower.table.name)",
            table: follower.table,
            joins: join(follower),
            filter: isPresent(follower),
            stage: staged(follower)
        )
    }

    /// Returns the change that restores the reference with the final value, or the current one if the key did not move.
    private func putBack(_ follower: Follower, takenOut: Int?) throws -> TableChange {
        let columns = follower.reference.columns
        let match = follower.reference.parentColumns.enumerated()
            .map { "x.\(identifier: $1) = d.\(identifier: follower.column("f", $0))" as Statement }
            .joined(separator: " AND ")
        let values = columns.enumerated()
            .map { number, column in
                TableChange.Assignment(
                    column,
                    """
                    IF(EXISTS (SELECT 1 FROM \(table: table) AS x WHERE \(match)),
                      d.\(identifier: follower.column("f", number)), d.\(identifier: follower.column("r", number)))
                    """
                )
            }
        if let takenOut {
            return .putBack(
                "put back \(follower.table.name)",
                table: follower.table,
                takenOutBy: takenOut,
                in: workspace,
                set: values,
                joins: """
                    JOIN \(workspace.table(follower.rows)) AS d
                    ON \(MapColumns.stagedMatch(follower.table, "d", "k"))
                    """,
                stage: staged(follower)
            )
        }
        let filter: Statement =
            if case .null(let column) = follower.aside {
                "t.\(identifier: column) IS NULL"
            } else {
                isPresent(follower)
            }
        return .update(
            "re-point \(follower.reference.text)",
            table: follower.table,
            set: values,
            joins: join(follower),
            filter: filter,
            stage: staged(follower)
        )
    }
}
