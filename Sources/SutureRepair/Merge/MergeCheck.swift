import SutureCore

/// Checks the declaration of a merge against the schema.
struct MergeCheck {
    let step: MergeDuplicates
    let layout: MergeLayout

    func check() throws {
        for column in step.columns { _ = try layout.root.requireColumn(column) }
        for column in step.rules.separating + step.rules.stopping { _ = try layout.root.requireColumn(column) }
        for field in step.fields { try checkField(field) }
        for rule in step.survivorRules { try check(rule) }
        try layout.root.requireRepairable()
        for (table, references) in layout.referring {
            try layout.schema.table(table).requireRepairable()
            for reference in references { try check(reference) }
            try checkReferences(table, references)
        }
        for component in layout.components where component.count > 1 { try checkCycle(component) }
        try JSONReferences(step: step, layout: layout).check()
        for name in step.collisions.keys {
            let table = try layout.schema.table(name)
            guard layout.referring.contains(where: { $0.table == table.name }) else {
                throw SutureError(
                    .invalidMigration,
                    "A collision policy is given for \(table.name), which refers to none of the merged tables.",
                    remedy: "Remove the policy, or name the reference in undeclared."
                )
            }
            if case .keepNewest(let column) = step.collisions[name] {
                try requireOrder(table.requireColumn(column), of: table)
            }
        }
    }

    private func checkCycle(_ component: [String]) throws {
        guard let table = component.first(where: { layout.moved[$0] != nil }) else { return }
        throw SutureError(
            .unsupported,
            "The tables \(component.joined(separator: ", ")) refer to each other in a cycle and may all lose rows, and others "
                + "refer to \(layout.moved[table, default: []].sorted().joined(separator: ", ")) of \(table), which changes.",
            remedy:
                "Give one of those below \(layout.root.name) the policy .fail, or let them refer to the primary key."
        )
    }

    private func checkField(_ field: (column: String, rule: FieldRule)) throws {
        let column = try layout.root.requireColumn(field.column)
        guard !column.isGenerated, !layout.root.keyColumns.contains(column.name), !step.columns.contains(column.name)
        else {
            throw SutureError(
                .invalidMigration,
                "\(layout.root.name).\(column.name) cannot be filled: it is computed, or part of what makes rows equal.",
                remedy: "Remove its field rule."
            )
        }
        switch field.rule {
        case .maximum, .minimum: try requireOrder(column, of: layout.root)
        case .sum where !column.isNumeric:
            throw SutureError(
                .unsupported,
                "\(layout.root.name).\(column.name) holds no numbers, and cannot become a sum.",
                remedy: "Give it another field rule."
            )
        default: break
        }
        guard let reference = layout.references(of: layout.root.name).first(where: { $0.columns.contains(column.name) })
        else { return }
        switch field.rule {
        case .keep: return
        case .fillBlank where layout.keepsAncestry(reference): return
        default:
            throw SutureError(
                .unsupported,
                "\(layout.root.name).\(column.name) refers to rows that are merged, and cannot be filled by this rule.",
                remedy: "Remove its field rule, or set the column by a step before this one."
            )
        }
    }

    private func requireOrder(_ column: Column, of table: Table) throws {
        guard !column.hasOrder else { return }
        throw SutureError(
            .unsupported,
            "\(table.name).\(column.name) is of the type \(column.dataType), whose values have no order.",
            remedy: "Name a column of numbers, text or times, or use a rule that needs no order."
        )
    }

    private func check(_ rule: SurvivorRule) throws {
        switch rule.kind {
        case .smallest(let column), .largest(let column):
            try requireOrder(layout.root.requireColumn(column), of: layout.root)
        case .notEmpty(let column):
            _ = try layout.root.requireColumn(column)
        case .mostReferenced(let path):
            _ = try ReferencePath(path, from: layout.root, graph: layout.graph)
        case .key:
            break
        }
    }

    /// Checks that a reference can be re-pointed by writing its columns, and that it names one row.
    private func check(_ reference: Reference) throws {
        let table = try layout.schema.table(reference.table)
        if let column = try reference.columns.map(table.requireColumn).first(where: \.isGenerated) {
            throw SutureError(
                .unsupported,
                "\(table.name).\(column.name) refers to \(reference.parent) and is computed by the server, so it cannot be "
                    + "re-pointed.",
                remedy:
                    "Set the columns that it is computed from by a step before, and drop its foreign key for this migration."
            )
        }
        try reference.requireComparable(in: layout.schema)
        let named = Set(reference.parentColumns)
        let isKey = try layout.schema.table(reference.parent).indexes
            .contains { $0.isUnique && $0.parts.allSatisfy { $0.column.map(named.contains) == true } }
        guard isKey else {
            throw SutureError(
                .unsupported,
                "\(reference.text) refers to \(reference.parent) (\(reference.parentColumns.joined(separator: ", "))), which is "
                    + "not unique: which row is meant cannot be told.",
                remedy: "Drop its foreign key for this migration."
            )
        }
    }

    /// Checks that the columns that refer to moving keys are not such keys themselves.
    private func checkReferences(_ table: String, _ references: [Reference]) throws {
        let isKey = layout.moved[table] ?? []
        let chained = references.first { reference in
            let isOwn = reference.parent == table
            let isFollowing = layout.followsMovedKey(reference)
            return isOwn && isFollowing || (isOwn || isFollowing) && !isKey.isDisjoint(with: reference.columns)
        }
        if let chained {
            throw SutureError(
                .unsupported,
                "\(chained.text) follows rows or keys of \(chained.parent) that change, and is itself a key to which others "
                    + "refer, or refers to its own table's key that moves.",
                remedy: "Drop one of the foreign keys for this migration, and name the reference in undeclared."
            )
        }
        let uses = references.flatMap { reference in reference.columns.map { (column: $0, reference: reference) } }
        for (column, uses) in Dictionary(grouping: uses, by: \.column).sorted(by: { $0.key < $1.key }) {
            let simple = uses.map(\.reference).filter { !layout.followsMovedKey($0) }
            if simple.count > 1, !areExclusive(simple) {
                throw SutureError(
                    .unsupported,
                    "\(table).\(column) belongs to two references, to \(simple[0].parent) and to \(simple[1].parent).",
                    remedy: "Drop one of the foreign keys for this migration."
                )
            }
        }
    }

    /// Returns whether references are kinds of one polymorphic reference, of which a row has one.
    private func areExclusive(_ references: [Reference]) -> Bool {
        let conditions = references.compactMap(\.condition)
        return conditions.count == references.count && Set(conditions.map(\.column)).count == 1
            && Set(conditions.map { $0.value.lowercased() }).count == conditions.count
    }
}
