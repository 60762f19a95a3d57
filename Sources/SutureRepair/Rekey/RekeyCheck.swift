import SutureCore

/// Checks the declaration of a change of keys against the schema.
struct RekeyCheck {
    let step: RekeyRows
    let layout: RekeyLayout

    func check() throws {
        let table = layout.table
        for column in layout.columns {
            _ = try table.requireColumn(column)
            _ = try layout.source.requireColumn(column)
        }
        try table.requireRepairable()
        if let difference = ColumnAgreement.difference(layout.key, layout.sourceKey) {
            throw SutureError(
                .invalidMigration,
                "\(table.name).\(layout.key.name) cannot take keys of \(layout.source.name): they differ in \(difference).",
                remedy: "Give both columns one type first."
            )
        }
        if let reference = step.undeclared.first(where: { $0.path != nil }) {
            throw SutureError(
                .unsupported,
                "Documents in \(reference.table).\(reference.column) refer to a key that changes.",
                remedy: "Rewrite them by an Update of their own, and remove the reference."
            )
        }
        for reference in layout.references {
            try layout.schema.table(reference.table).requireRepairable()
            try reference.requireComparable(in: layout.schema)
            try checkShared(reference)
        }
    }

    /// Throws for a column that also refers to a second table, unless that one has the new keys.
    private func checkShared(_ reference: Reference) throws {
        let column = layout.column(reference)
        let others = layout.graph.references(from: reference.table)
            .filter { $0.columns.contains(column) && $0.parent != layout.table.name && $0.condition == nil }
        guard let other = others.first(where: { $0.parent != layout.source.name }) else { return }
        throw SutureError(
            .unsupported,
            "\(reference.table).\(column) belongs to two references, to \(layout.table.name) and to \(other.parent).",
            remedy: "Drop one of the foreign keys for this migration."
        )
    }
}
