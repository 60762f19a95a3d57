import MySQLClient
import SutureCore

extension CollidingRows {
    /// Returns blockers for collisions of a table without a policy.
    func refuse(without reduce: (KeyImages) throws -> Void = { _ in }) throws -> [Note] {
        try indexes.enumerated()
            .compactMap { number, index in
                let images = try collectImages(index, number)
                try reduce(images)
                let count = try images.count()
                guard count > 0 else { return nil }
                return Note(
                    .blocker,
                    .collision,
                    "\(count.of("row")) of \(table.name) would be equal under its unique key \(index.name).",
                    remedy: table.name == closure.layout.root.name
                        ? "Merge or rename these rows by a step before this one, or drop \(index.name) for this migration."
                        : "Say what to do: collisions: [\"\(table.name)\": .merge], .keepSurvivors or .keepNewest(column)."
                )
            }
    }

    /// Returns blockers for rows of the merged table itself that collide once the rows to which they refer are merged.
    func refuseAmongSurvivors() throws -> [Note] {
        guard !references.isEmpty else { return [] }
        return try refuse(without: removeGoing)
    }

    /// Removes the duplicates of the merged table from the rows that may collide.
    func removeGoing(_ images: KeyImages) throws {
        let match = zip(MapColumns.names(table, "k"), MapColumns.names(table, "o"))
            .map { "x.\(identifier: $0) = m.\(identifier: $1)" as Statement }
            .joined(separator: " AND ")
        for name in [images.moved, images.met] {
            try workspace.write(
                "DELETE x FROM \(workspace.table(name)) AS x JOIN \(workspace.table("m0")) AS m ON \(match)"
            )
        }
    }

    /// Returns blockers for rows that would be equal while they are re-pointed, if no order of writes avoids it.
    func refuseForced(_ inner: InnerReferences) throws -> [Note] {
        let forced = inner.forced(table)
        let keys = Set(forced.flatMap { InnerReferences.indexes(of: $0, table) })
        return try indexes.enumerated()
            .compactMap { number, index in
                guard keys.contains(index) else { return nil }
                let count = try collectImages(index, number).count()
                guard count > 0 else { return nil }
                let columns = forced.map(\.text).joined(separator: " and ")
                return Note(
                    .blocker,
                    .unsupported,
                    "\(count.of("row")) of \(table.name) would be equal under its unique key \(index.name) before they can be "
                        + "deleted: \(columns) leads back to \(table.name), and cannot be NULL meanwhile.",
                    remedy: "Make it nullable for this migration, or drop \(index.name)."
                )
            }
    }

    /// Returns blockers for rows that refer to rows which would be deleted, not merged: they would be lost.
    func refuseReferences() throws -> [Note] {
        try closure.layout.graph.references(to: table.name)
            .compactMap { reference in
                let child = try closure.layout.schema.table(reference.table)
                let part =
                    try ReferenceJoin(layout: closure.layout, workspace: workspace)
                    .parts([reference], values: .present)[0]
                let count: Int =
                    try session.value(
                        "SELECT COUNT(*) FROM \(table: child) AS t \(part.inners[0])"
                    ) ?? 0
                guard count > 0 else { return nil }
                return Note(
                    .blocker,
                    .dependentRows,
                    "\(count.of("row")) of \(child.name) \(count.verb("refers", "refer")) by \(reference.text) to rows of \(table.name) that would be deleted.",
                    remedy: "Give \(table.name) the policy .merge, which re-points them."
                )
            }
    }
}
