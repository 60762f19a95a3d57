import SutureCore

extension AddUniqueKey {
    /// Returns remarks where rows that an earlier merge separates, or compares otherwise, may violate the key.
    public func lint(_ context: LintContext) -> [LintRemark] {
        let merges = context.earlier.compactMap { $0 as? MergeDuplicates }.filter(concerns)
        return merges.flatMap { separations($0) + collations($0, context.schema) } + nullable(context.schema)
    }

    private var list: String { "(\(columns.joined(separator: ", ")))" }

    private func contains(_ column: String) -> Bool {
        columns.contains { $0.lowercased() == column.lowercased() }
    }

    /// Returns whether the key is over the columns by which a merge compared, or more of them, or fewer.
    private func concerns(_ merge: MergeDuplicates) -> Bool {
        let merged = Set(merge.columns.map { $0.lowercased() })
        let keys = Set(columns.map { $0.lowercased() })
        return merge.table.lowercased() == table.lowercased()
            && (merged.isSubset(of: keys) || keys.isSubset(of: merged))
    }

    /// Returns remarks on rows that the merge leaves although they are equal in the key's columns.
    private func separations(_ merge: MergeDuplicates) -> [LintRemark] {
        let by = merge.columns.joined(separator: ", ")
        let missing = merge.rules.separating.filter { !contains($0) }
        var remarks: [LintRemark] = []
        if !missing.isEmpty {
            let names = missing.joined(separator: ", ")
            remarks.append(
                LintRemark(
                    .warning,
                    "separated-rows-under-key",
                    "\(name) is over \(list), and the merge of \(merge.table) by \(by) keeps rows apart that differ in \(names).",
                    remedy: "Make the key over (\((columns + missing).joined(separator: ", ")))."
                )
            )
        }
        let uncovered = merge.columns.filter { !contains($0) }
        if !uncovered.isEmpty {
            remarks.append(
                LintRemark(
                    .warning,
                    "key-over-fewer-columns",
                    "\(name) is over \(list), and the merge of \(merge.table) leaves rows that differ in "
                        + "\(uncovered.joined(separator: ", ")) alone.",
                    remedy: "Make the key over (\(by)), or merge by \(columns.joined(separator: ", "))."
                )
            )
        }
        if merge.keepsRowsApart {
            remarks.append(
                LintRemark(
                    .warning,
                    "separated-rows-under-key",
                    "\(name) is over \(list), and the merge of \(merge.table) by \(by) keeps rows apart that a rule names; where "
                        + "those are equal, no key over \(list) can hold.",
                    remedy: "Add a column in which they differ to the key, or leave the key out."
                )
            )
        }
        return remarks
    }

    /// Returns remarks on collations: the key compares by each column's own.
    private func collations(_ merge: MergeDuplicates, _ schema: Schema?) -> [LintRemark] {
        guard let collation = merge.collation else { return [] }
        let text = "The merge of \(merge.table) compares by \(collation)"
        guard let found = schema?.find(table) else {
            return [
                LintRemark(
                    .info,
                    "collation-unknown",
                    "\(text), and \(name) will by the collation of each of \(list).",
                    remedy: "Lint with a connection, to see whether they are the same."
                )
            ]
        }
        return columns.compactMap { name in
            guard let own = found.column(name)?.collation, own.lowercased() != collation.lowercased() else {
                return nil
            }
            return LintRemark(
                .warning,
                "collation-differs",
                "\(text), and \(self.name) will by \(own), the collation of \(found.name).\(name).",
                remedy: "Leave the collation of the merge out, or give the column that collation first."
            )
        }
    }

    private func nullable(_ schema: Schema?) -> [LintRemark] {
        guard let found = schema?.find(table) else { return [] }
        let names = columns.compactMap(found.column).filter(\.isNullable).map(\.name)
        guard !names.isEmpty else { return [] }
        let text = "Rows with NULL in \(names.joined(separator: ", ")) are never equal under \(name)."
        return [LintRemark(.info, "nullable-unique-key", text)]
    }
}
