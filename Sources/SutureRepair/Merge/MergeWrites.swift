import MySQLClient
import SutureCore

/// The writes of a merge, in an order in which every foreign key and every unique key holds at every statement.
///
/// The deepest tables come first. In each, references to rows of the table itself, or of a cycle of tables, are
/// re-pointed, then the duplicates are deleted, to which nothing refers any more, and then the references of the
/// survivors are re-pointed, which now collide with nothing.
struct MergeWrites {
    let step: MergeDuplicates
    let layout: MergeLayout
    let workspace: Workspace
    let context: StepContext

    func changes() throws -> [TableChange] {
        var changes = try JSONReferences(step: step, layout: layout).changes(workspace)
        for (name, _) in layout.referring where layout.number(of: name) == nil {
            let references = layout.references(of: name)
            changes.append(try repoint(layout.schema.table(name), references, includesGoing: true))
        }
        for component in layout.components.reversed() {
            let inner = try InnerReferences(component, layout)
            let tables = try component.map(layout.schema.table)
            for table in tables {
                let columns = inner.detached(table)
                if !columns.isEmpty { changes.append(detach(table, columns, place(of: table))) }
            }
            for table in tables {
                let (early, inAll) = (inner.early(table), inner.earlyInAll(table))
                // A duplicate would collide with its survivor if it were re-pointed as well.
                if !early.isEmpty { changes.append(try repoint(table, early, includesGoing: false)) }
                if !inAll.isEmpty { changes.append(try repoint(table, inAll, includesGoing: true)) }
            }
            for name in inner.deletionOrder {
                let table = try layout.schema.table(name)
                changes.append(delete(table, place(of: table)))
                let late = inner.late(table)
                if !late.isEmpty { changes.append(try repoint(table, late, includesGoing: false)) }
            }
            for table in tables { try repointOthers(table, besides: component, &changes) }
        }
        // Duplicates to which a row added meanwhile refers wait for the next round.
        return changes.map { $0.requiresValues ? $0 : $0.passingOverReferredRows() }
    }

    private var closure: MergeClosure {
        MergeClosure(step: step, layout: layout, workspace: workspace, context: context)
    }

    private func place(of table: Table) -> Int { layout.number(of: table.name) ?? 0 }

    /// Re-points the references of the survivors to tables above.
    private func repointOthers(_ table: Table, besides component: [String], _ changes: inout [TableChange]) throws {
        let place = place(of: table)
        if place == 0, !SurvivorFields.changing(step).isEmpty {
            let turns = try FieldTurns(closure: closure).count()
            changes += try (0...turns).map { try fillFields(turn: $0, of: turns) }
        }
        let others = layout.references(of: table.name).filter { !component.contains($0.parent) }
        guard !others.isEmpty else { return }
        let move = try repoint(table, others, includesGoing: false)
        changes += try KeyMove(layout: layout, workspace: workspace, place: place, table: table)
            .changes(after: changes.count, around: move)
    }

    private func repoint(_ table: Table, _ references: [Reference], includesGoing: Bool) throws -> TableChange {
        let join = ReferenceJoin(layout: layout, workspace: workspace)
        let parts = try join.parts(references, values: .present)
        let stays = includesGoing ? nil : try join.stays(table, use: parts.count)
        let values = join.values(parts)
        var conditions = ["(\(parts.map(\.isRepointed).joined(separator: " OR ")))" as Statement]
        if let stays { conditions.append(stays.condition) }
        // A column of several references may keep its value until the key of one of them moves.
        if values.count < references.flatMap(\.columns).count {
            let differs = try values.sorted { $0.key < $1.key }
                .map {
                    "NOT \(try table.requireColumn($0.key).isSame($0.value, "t.\(identifier: $0.key)"))" as Statement
                }
            conditions.append("(\(differs.joined(separator: " OR ")))")
        }
        let keys = table.keyColumns.map { "t.\(identifier: $0)" as Statement }.joined(separator: ", ")
        // Each reference is looked up by its own index; a row with two of them is staged once.
        let stage = try references.indices.map { number -> Statement in
            let part = try join.parts([references[number]], first: number * 3, values: .present)[0]
            return try part.inners.enumerated()
                .map { place, inner in
                    let stays = includesGoing ? nil : try join.stays(table, use: number * 3 + 1 + place)
                    return """
                        SELECT \(keys) FROM \(table: table) AS t \(inner) \(stays?.join ?? "")
                        WHERE \(stays?.condition ?? "TRUE")
                        """
                }
                .joined(separator: " UNION ")
        }
        return .update(
            "re-point \(table.name).\(values.keys.sorted().joined(separator: ", "))",
            table: table,
            set: values.sorted { $0.key < $1.key }.map { TableChange.Assignment($0.key, $0.value) },
            joins: "\(parts.map(\.outer).joined(separator: " ")) \(stays?.join ?? "")",
            filter: conditions.joined(separator: " AND "),
            stage: values.count < references.flatMap(\.columns).count ? nil : stage.joined(separator: " UNION "),
            movesKeys: layout.moved[table.name] != nil
        )
    }

    /// Detaches duplicates from others of their table or cycle, so that they can be deleted in any order.
    private func detach(_ table: Table, _ columns: [String], _ place: Int) -> TableChange {
        .update(
            "detach \(table.name).\(columns.joined(separator: ", "))",
            table: table,
            set: columns.map { TableChange.Assignment($0, "NULL") },
            joins: "JOIN \(workspace.table("m\(place)")) AS m ON \(MapColumns.match(table, "m", "o", row: "t"))",
            filter: columns.map { "t.\(identifier: $0) IS NOT NULL" as Statement }.joined(separator: " OR ")
        )
    }

    private func delete(_ table: Table, _ place: Int) -> TableChange {
        .delete(
            place == 0 ? "delete merged duplicates of \(table.name)" : "delete colliding rows of \(table.name)",
            table: table,
            joins: """
                JOIN \(workspace.table("m\(place)")) AS m ON \(MapColumns.match(table, "m", "o", row: "t"))
                """,
            filter: "TRUE"
        )
        .redirecting(to: MapColumns.survivors(table, workspace.table("m\(place)")))
    }

    private func fillFields(turn: Int, of turns: Int) throws -> TableChange {
        let root = layout.root
        let fields = try SurvivorFields.changing(step)
            .map { (column: try root.requireColumn($0.column), value: value(of: $0)) }
        let join: Statement = """
            JOIN \(workspace.table(SurvivorFields.table)) AS f ON \(MapColumns.match(root, "f", "k", row: "t"))
            """
        let differs = fields.map { "NOT \($0.column.isSame($0.value, "t.\(identifier: $0.column.name)"))" as Statement }
        // Earlier re-pointing is not part of this change.
        let own = layout.keptAncestries.filter { !Set($0.columns).isDisjoint(with: fields.map(\.column.name)) }
        let references = ReferenceJoin(layout: layout, workspace: workspace)
        let parts = try references.parts(own)
        let before = references.values(parts)
        let differed = fields.map {
            let present = before[$0.column.name] ?? "t.\(identifier: $0.column.name)"
            return "NOT \($0.column.isSame(SurvivorFields.value(of: $0.column.name, step), present))" as Statement
        }
        var joins = [join] + parts.map(\.outer)
        var isNext: Statement = "TRUE"
        if turns > 0 {
            let names = MapColumns.names(root, "k")
            joins.append(
                """
                LEFT JOIN (SELECT DISTINCT \(identifiers: names), turn FROM \(workspace.table(FieldTurns.table))) AS x
                ON \(MapColumns.match(root, "x", "k", row: "t"))
                """
            )
            isNext = "COALESCE(x.turn, 0) = \(turn)"
        }
        let keys = root.keyColumns.map { "t.\(identifier: $0)" as Statement }.joined(separator: ", ")
        let name = "fill fields of surviving \(root.name)"
        return
            .update(
                turn == 0 ? name : "\(name), whose values are free by now" + (turn == 1 ? "" : " (\(turn))"),
                table: root,
                set: fields.map { TableChange.Assignment($0.column.name, $0.value) },
                joins: join,
                filter: differs.joined(separator: " OR "),
                stage: """
                    SELECT \(keys) FROM \(table: root) AS t \(joins.joined(separator: " "))
                    WHERE \(isNext) AND (\(differed.joined(separator: " OR ")))
                    """
            )
            .requiringValues()
    }

    /// Returns the value of a field once the duplicates are deleted; a row that still exists is added to a sum in the
    /// next round.
    private func value(of field: (column: String, rule: FieldRule)) -> Statement {
        let root = layout.root
        let value = SurvivorFields.value(of: field.column, step)
        guard case .sum = field.rule else { return value }
        return """
            \(value) - COALESCE((SELECT SUM(o.\(identifier: field.column)) FROM \(workspace.table("m0")) AS r
              JOIN \(table: root) AS o ON \(MapColumns.match(root, "r", "o", row: "o"))
              WHERE \(MapColumns.match(root, "r", "n", row: "t"))), 0)
            """
    }
}
