import SutureCore

/// A step after which no rows of a table have dangling references.
protocol OrphanRepair {
    /// Returns whether the step repairs a column that refers to a parent.
    func repairs(_ column: String, of table: String, to parent: String) -> Bool
}

extension AddForeignKey {
    /// Returns a remark that no earlier step repairs orphans, unless one does.
    public func lint(_ context: LintContext) -> [LintRemark] {
        let isRepaired = context.earlier
            .contains { ($0 as? any OrphanRepair)?.repairs(column, of: table, to: parent) == true }
        guard !isRepaired else { return [] }
        return [
            LintRemark(
                .info,
                "orphans-not-repaired",
                "No earlier step looks after rows whose \(table).\(column) names no row of \(parent); one such row stops \(name).",
                remedy:
                    "If there may be any, add DeleteOrphans(in: \"\(table)\", whose: [\"\(column)\": \"\(parent)\"]) before."
            )
        ]
    }
}

extension DeleteOrphans: OrphanRepair {
    func repairs(_ column: String, of table: String, to parent: String) -> Bool {
        self.table.lowercased() == table.lowercased()
            && references.contains {
                $0.column.lowercased() == column.lowercased() && $0.parent.lowercased() == parent.lowercased()
            }
    }
}

extension SynchronizePair: OrphanRepair {
    /// Returns whether it repairs a column; the tables share their primary keys, so the column is assumed to be the
    /// key.
    func repairs(_ column: String, of table: String, to parent: String) -> Bool {
        pair.partner.lowercased() == table.lowercased() && pair.source.lowercased() == parent.lowercased()
    }
}
