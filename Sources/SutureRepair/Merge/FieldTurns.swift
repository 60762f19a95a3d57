import MySQLClient
import SutureCore

/// Determines in which turn each survivor gets its fields, if another row still has a unique value that it gets.
///
/// A row waits for those whose current values it gets. Rows that wait for none come first, in turn 0.
struct FieldTurns {
    let closure: MergeClosure

    static let table = "turns"

    private var root: Table { closure.layout.root }
    private var workspace: Workspace { closure.workspace }
    private var rows: CollidingRows { CollidingRows(closure: closure, table: root) }
    private var keys: [String] { MapColumns.names(root, "k") }
    private var others: [String] { MapColumns.names(root, "b") }

    /// - Returns: The blockers for filling the fields.
    func settle() throws -> [Note] {
        let fields = Set(try SurvivorFields(closure: closure).columns.map(\.name))
        guard !fields.isEmpty else { return [] }
        let definitions = try MapColumns.definitions(root, "k") + MapColumns.definitions(root, "b")
        try workspace.create(
            Self.table,
            """
            (\(definitions.joined(separator: ", ")), turn INT NOT NULL DEFAULT 0,
            PRIMARY KEY (\(identifiers: keys + others)), KEY others (\(identifiers: others)))
            """
        )
        let referring = Set(rows.references.flatMap(\.columns))
        var notes: [Note?] = []
        for (number, index) in root.indexes.enumerated() where index.isUnique {
            let columns = index.parts.reduce(into: Set<String>()) {
                $0.formUnion(GeneratedValue(table: root, part: $1).columns)
            }
            guard !columns.isDisjoint(with: fields) else { continue }
            let images = try images(index, number, .fields)
            let waiting = try collectWaits(images)
            notes.append(try collision(index, images))
            guard !columns.isDisjoint(with: referring) else { continue }
            // Such rows change twice, and must not be equal in between either.
            notes.append(try collision(index, self.images(index, number, .all)))
            notes.append(stuck(waiting, "wait for one another under the unique key \(index.name)"))
        }
        try takeTurns()
        notes.append(stuck(try waiting(), "exchange the values of unique keys"))
        return notes.compactMap { $0 }
    }

    /// Returns the number of turns after the first.
    func count() throws -> Int {
        guard try !SurvivorFields(closure: closure).columns.isEmpty else { return 0 }
        return try closure.context.session.value("SELECT MAX(turn) FROM \(workspace.table(Self.table))") ?? 0
    }

    private func images(_ index: Index, _ number: Int, _ scope: CollidingRows.Scope) throws -> KeyImages {
        let images = try rows.collectImages(index, number, scope)
        try rows.removeGoing(images)
        return images
    }

    private func collision(_ index: Index, _ images: KeyImages) throws -> Note? {
        let count = try images.count()
        guard count > 0 else { return nil }
        return Note(
            .blocker,
            .collision,
            "\(count.of("row")) of \(root.name) would be equal to others under its unique key \(index.name) once the fields "
                + "of rows that stay are filled.",
            remedy:
                "Merge or change these rows by a step before this one, remove the rule of a field that the key has, or "
                + "drop \(index.name) for this migration."
        )
    }

    private func collectWaits(_ images: KeyImages) throws -> Int {
        let isSelf = keys.map { "a.\(identifier: $0) = y.\(identifier: $0)" as Statement }.joined(separator: " AND ")
        let selected =
            keys.map { "a.\(identifier: $0)" as Statement }
            + zip(keys, others).map { "y.\(identifier: $0) AS \(identifier: $1)" as Statement }
        return try workspace.fill(
            Self.table,
            keys + others,
            from: """
                SELECT * FROM (
                  SELECT DISTINCT \(selected.joined(separator: ", ")) FROM \(workspace.table(images.moved)) AS a
                  JOIN \(table: root) AS t ON \(images.meets)
                  JOIN \(workspace.alias(images.moved, 1)) AS y ON \(MapColumns.match(root, "y", "k", row: "t"))
                  WHERE NOT (\(isSelf))
                ) AS waits ON DUPLICATE KEY UPDATE turn = 0
                """
        )
    }

    /// Gives each waiting row the turn after the last of those for which it waits.
    private func takeTurns() throws {
        let isWaiting = zip(keys, others).map { "v.\(identifier: $0) = u.\(identifier: $1)" as Statement }
            .joined(separator: " AND ")
        let isBlocked = keys.map { "blocked.\(identifier: $0) = c.\(identifier: $0)" as Statement }
            .joined(separator: " AND ")
        var turn = 0
        repeat {
            turn += 1
        } while try workspace.write(
            """
            UPDATE \(workspace.table(Self.table)) AS c LEFT JOIN (
              SELECT DISTINCT \(keys.map { "u.\(identifier: $0)" as Statement }.joined(separator: ", "))
              FROM \(workspace.alias(Self.table, 1)) AS u JOIN \(workspace.alias(Self.table, 2)) AS v ON \(isWaiting)
              WHERE v.turn = 0
            ) AS blocked ON \(isBlocked)
            SET c.turn = \(turn) WHERE c.turn = 0 AND blocked.\(identifier: keys[0]) IS NULL
            """
        ) > 0
    }

    private func waiting() throws -> Int {
        try closure.context.session.value(
            """
            SELECT COUNT(*) FROM (SELECT DISTINCT \(identifiers: keys) FROM \(workspace.table(Self.table)) WHERE turn = 0)
            AS waiting
            """
        ) ?? 0
    }

    private func stuck(_ rows: Int, _ reason: String) -> Note? {
        guard rows > 0 else { return nil }
        return Note(
            .blocker,
            .collision,
            "\(rows.of("row")) of \(root.name) \(reason) when fields of rows that stay are filled.",
            remedy: "Change these rows by a step before this one, or drop the unique key for this migration."
        )
    }
}
