import MySQLClient
import SutureCore
import SutureRepair

extension UserStudentSync {
    /// Checks that the pairs are in step and that the schema keeps them so, and synchronizes them if requested.
    ///
    /// Not repaired are: a student whose user has a different role, one person under two keys, and the schema. Those
    /// require a person and a migration.
    /// - Parameter autofix: True to synchronize the pairs.
    /// - Returns: The findings, and the current state.
    /// - Throws: ``PairError`` when the tables are not a valid pair, `MySQLError` when the server cannot be reached.
    public func validateIntegrity(autofix: Bool) async throws -> IntegrityReport {
        let missing = try await read { _, known in SchemaGuards(tables: known.tables).missing }
        let before = try await validateConsistency()
        var report = IntegrityReport(missingConstraints: missing, before: before, repairs: nil, after: before)
        guard autofix, before.mismatched + before.usersWithoutStudent + before.studentsWithoutUser > 0 else {
            return report
        }
        let repairs = try await synchronizeAllPairs().finished()
        report.repairs = repairs
        report.after = repairs.after ?? before
        return report
    }
}

/// The constraints that a schema needs to keep a pair in step.
private struct SchemaGuards {
    let tables: PairTables

    /// The missing constraints, one per line.
    var missing: [String] {
        var missing: [String] = []
        let hasKey = tables.partner.foreignKeys.contains {
            $0.parent == tables.source.name && $0.columns == [tables.partnerKey]
                && $0.parentColumns == [tables.sourceKey]
        }
        if !hasKey {
            missing.append("no foreign key \(tables.partner.name).\(tables.partnerKey) → \(tables.source.name)")
        }
        for table in [tables.source, tables.partner] {
            for column in tables.pair.identifying
            where !table.indexes.contains(where: { $0.isUnique && $0.parts.count == 1 && $0.begins(with: [column]) }) {
                missing.append("no unique key \(table.name).\(column)")
            }
        }
        return missing
    }
}
