extension SchemaFingerprint {
    /// Returns the differences of the schema since `earlier` was taken, one per line; empty if there are none.
    ///
    /// Definitions are compared only between servers of one vendor. If one of the two covers only selected tables,
    /// only those are compared.
    ///
    /// - Parameter earlier: The earlier fingerprint.
    /// - Returns: Lines such as "courses: 120 rows became 119", "students: content differs", "users: definition
    ///   differs" and "trigger t: definition differs"; no line shows a row's value.
    public func differences(from earlier: SchemaFingerprint) -> [String] {
        let isSameVendor = vendor == earlier.vendor
        let selected = [selection, earlier.selection].compactMap { $0.map(Set.init) }
        let isCompared = { (name: String) in selected.allSatisfy { $0.contains(name) } }
        var lines = Self.pairs(earlier.tables, tables, by: \.name).filter { isCompared($0.name) }
            .flatMap { name, before, after in
                guard let before else { return ["\(name): the table is new"] }
                guard let after else { return ["\(name): the table is gone"] }
                return after.differences(from: before, comparingDefinitions: isSameVendor)
            }
        guard isSameVendor, selected.isEmpty else { return lines }
        lines += Self.pairs(earlier.objects, objects, by: \.title)
            .compactMap { title, before, after in
                guard let before else { return "\(title): is new" }
                guard let after else { return "\(title): is gone" }
                return before.definition == after.definition ? nil : "\(title): definition differs"
            }
        return lines
    }

    /// Returns the members of two lists that share a name, in the order of the names.
    private static func pairs<Member>(
        _ before: [Member],
        _ after: [Member],
        by name: (Member) -> String
    ) -> [(name: String, before: Member?, after: Member?)] {
        let old = Dictionary(before.map { (name($0), $0) }) { first, _ in first }
        let new = Dictionary(after.map { (name($0), $0) }) { first, _ in first }
        return Set(old.keys).union(new.keys).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            .map { ($0, old[$0], new[$0]) }
    }
}

extension SchemaFingerprint.Table {
    /// Returns the differences of the table since `earlier` was taken.
    func differences(from earlier: Self, comparingDefinitions: Bool) -> [String] {
        var lines: [String] = []
        if rows != earlier.rows {
            lines.append("\(name): \(earlier.rows.of("row")) became \(rows.grouped)")
        } else if content != earlier.content {
            lines.append("\(name): content differs")
        }
        if comparingDefinitions, definition != earlier.definition {
            lines.append("\(name): definition differs")
        }
        return lines
    }
}
