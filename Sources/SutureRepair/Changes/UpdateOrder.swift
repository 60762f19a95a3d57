import MySQLClient
import SutureCore

/// Determines the order in which an update changes its rows, if another row still has a unique value that a row gets.
///
///     Update("slides", set: ["position": "position + 1"], where: "position >= 3")
///
/// Here, the last slide has to move first. The order is that of the primary key or of a unique key, ascending or
/// descending: the first one in which each value is released before it is used again.
struct UpdateOrder {
    let table: Table
    let workspace: Workspace
    let session: Session

    private static let storage = "sequence"

    private struct Candidate {
        let terms: (Statement) -> [Statement]
        let isDescending: Bool

        /// True where the row `t` comes before the row `o`; never NULL.
        var isBefore: Statement {
            let sign: Statement = isDescending ? ">" : "<"
            let (left, right) = (terms("t").joined(separator: ", "), terms("o").joined(separator: ", "))
            return "COALESCE((\(left)) \(sign) (\(right)), FALSE)"
        }

        var clause: Statement {
            terms("t").map { isDescending ? "\($0) DESC" : $0 }.joined(separator: ", ")
        }
    }

    /// Returns the comparable unique keys that contain columns, directly or through a computed column.
    private func indexes(of columns: Set<String>) -> [Index] {
        table.indexes.filter { index in
            index.isUnique && index.columnNames.count == index.parts.count
                && index.parts.contains { !GeneratedValue(table: table, part: $0).columns.isDisjoint(with: columns) }
        }
    }

    private func candidates(_ indexes: [Index]) -> [Candidate] {
        let key = Candidate(terms: { row in table.keyColumns.map { "\(row).\(identifier: $0)" } }, isDescending: false)
        return [key]
            + indexes.flatMap { index in
                [true, false]
                    .map { isDescending in
                        Candidate(
                            terms: { images(index, 0).present($0) },
                            isDescending: isDescending
                        )
                    }
            }
    }

    private func images(_ index: Index, _ number: Int) -> KeyImages {
        KeyImages(table: table, index: index, name: "\(number)", workspace: workspace, session: session)
    }

    /// Determines the order.
    ///
    /// - Returns: A blocker for each unique key under which rows would be equal, or exchange their values.
    func settle(_ final: FinalValues) throws -> [Note] {
        let indexes = indexes(of: Set(final.values.keys))
        guard !indexes.isEmpty else { return [] }
        try workspace.create(Self.storage, "(candidate INT NOT NULL PRIMARY KEY)")
        let candidates = candidates(indexes)
        var notes: [Note] = []
        var pairs: [(index: Index, count: Int)] = []
        var late = candidates.map { _ in 0 }
        for (number, index) in indexes.enumerated() {
            let images = images(index, number)
            guard try !images.isWithoutOverlaps else { continue }
            try images.collect(final)
            if let note = collision(index, try images.count()) {
                notes.append(note)
                continue
            }
            let found = try waiting(images, candidates)
            pairs.append((index, found.pairs))
            late = zip(late, found.late).map(+)
        }
        pairs.removeAll { $0.count == 0 }
        guard notes.isEmpty, let first = pairs.first else { return notes }
        guard let chosen = late.firstIndex(of: 0) else { return [exchange(first.index, first.count)] }
        try workspace.write("INSERT INTO \(workspace.table(Self.storage)) VALUES (\(chosen))")
        return []
    }

    /// Returns a SELECT of the keys of the rows in the order; nil if any order works.
    func stage(_ condition: Statement, setting columns: Set<String>) throws -> Statement? {
        let indexes = indexes(of: columns)
        guard !indexes.isEmpty, let chosen = try stored() else { return nil }
        let keys = table.keyColumns.map { "t.\(identifier: $0)" as Statement }.joined(separator: ", ")
        return """
            SELECT \(keys) FROM \(table: table) AS t WHERE (\(condition)) ORDER BY \(candidates(indexes)[chosen].clause)
            """
    }

    /// Returns the candidate that was chosen; nil if none was needed, or an older Suture began the step.
    private func stored() throws -> Int? {
        do {
            return try session.value("SELECT candidate FROM \(workspace.table(Self.storage))")
        } catch MySQLError.Code.noSuchTable {
            return nil
        }
    }

    /// Counts the pairs of a row that gets a value and the changing row that has it, and, for each order, those in
    /// which the latter comes too late.
    private func waiting(_ images: KeyImages, _ candidates: [Candidate]) throws -> (pairs: Int, late: [Int]) {
        let sums = candidates.map { ", COALESCE(SUM(NOT \($0.isBefore)), 0)" as Statement }.joined(separator: "")
        let row = try session.firstRow(
            """
            SELECT COUNT(*)\(sums) FROM \(workspace.table(images.moved)) AS a
            JOIN \(table: table) AS t ON \(images.meets)
            JOIN \(try workspace.alias(images.moved, 1)) AS y ON \(MapColumns.match(table, "y", "k", row: "t"))
            JOIN \(table: table) AS o ON \(MapColumns.match(table, "a", "k", row: "o"))
            WHERE NOT (\(MapColumns.match(table, "a", "k", row: "t")))
            """
        )
        guard let row else { return (0, candidates.map { _ in 0 }) }
        return (try row.get(0), try candidates.indices.map { try row.get($0 + 1) })
    }

    private func collision(_ index: Index, _ count: Int) -> Note? {
        guard count > 0 else { return nil }
        return Note(
            .blocker,
            .collision,
            "\(count.of("row")) of \(table.name) would be equal to others under the unique key \(index.name) once "
                + "\(count.verb("it is", "they are")) updated.",
            remedy:
                "Narrow the condition, merge or change these rows by a step before this one, or drop \(index.name) for "
                + "this migration."
        )
    }

    private func exchange(_ index: Index, _ count: Int) -> Note {
        Note(
            .blocker,
            .collision,
            "\(count.of("row")) of \(table.name) would get values of the unique key \(index.name) that other rows of the "
                + "update have, and no order of the rows lets each value be given away first.",
            remedy:
                "Use two updates: one to values that no row has, such as negative ones, and one to the final values."
        )
    }
}
