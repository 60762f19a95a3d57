import MySQLClient
import SutureCore

/// Finds the classes of equal rows of the merged table, and chooses the survivor of each.
struct DuplicateClasses {
    let closure: MergeClosure

    private var step: MergeDuplicates { closure.step }
    private var root: Table { closure.layout.root }

    func fill() throws -> [Note] {
        let decisions = try ClassDecisions(
            step: step,
            table: root,
            session: closure.context.session,
            isRepeated: closure.workspace.isRepeated
        )
        let members = decisions.members
        let separated = try members.notes(closure.context.session) + decisions.notes
        var joins: Statement = ""
        var order: [Statement] = members.decided.isEmpty ? [] : ["members.first DESC"]
        for (number, rule) in step.survivorRules.enumerated() {
            switch rule.kind {
            case .mostReferenced(let path):
                let alias: Statement = "\(raw: "r\(number)")"
                joins = joins + " " + (try ReferencePath(path, from: root, graph: closure.layout.graph).join(as: alias))
                order.append("COALESCE(\(alias).n, 0) DESC")
            case .smallest(let column):
                order += ["t.\(identifier: column) IS NULL", "t.\(identifier: column)"]
            case .largest(let column):
                order += ["t.\(identifier: column) IS NULL", "t.\(identifier: column) DESC"]
            case .notEmpty(let column):
                order.append("(\(BlankValue.test("t.\(identifier: column)", try root.requireColumn(column))))")
            case .key(let key):
                order.append("\(keyText) <> \(key)")
            }
        }
        let going = try closure.fillMap(
            0,
            root,
            keys: root.keyColumns.map { "t.\(identifier: $0)" },
            source: """
                FROM (\(members.query())) AS members
                JOIN \(table: root) AS t ON \(members.keyMatch) \(joins)
                """,
            parts: members.parts(),
            order: order
        )
        guard going > 0 else { return separated }
        let staying: Int =
            try closure.context.session.value(
                """
                SELECT COUNT(*) FROM (SELECT DISTINCT \(identifiers: MapColumns.names(root, "n"))
                FROM \(closure.workspace.table("m0"))) AS s
                """
            ) ?? 0
        let collations = step.columns.compactMap { step.collation ?? root.column($0)?.collation }
        let compared = collations.isEmpty ? "" : ", compared by \(Set(collations).sorted().joined(separator: ", "))"
        let summary = [
            Note(
                .info,
                .information,
                "\(staying.of("class", "classes")) of equal \(root.name)\(compared): \(staying.of("row")) "
                    + "\(staying.verb("stays", "stay")), \(going.grouped) \(going.verb("goes", "go"))."
            )
        ]
        return try summary + missingSurvivors() + separated + ClassDisagreements(closure: closure).notes()
    }
}

extension DuplicateClasses {
    /// Returns blockers for missing rows that a rule names as survivors.
    private func missingSurvivors() throws -> [Note] {
        try step.survivorRules.compactMap { rule in
            guard case .key(let key) = rule.kind,
                try closure.context.session.firstRow(
                    "SELECT 1 FROM \(table: root) AS t WHERE \(keyText) = \(key)"
                ) == nil
            else { return nil }
            return Note(
                .blocker,
                .survivorMissing,
                "The survivor rule names the row \(key) of \(root.name), which is not there.",
                remedy: "Correct the key in the migration, or remove the rule."
            )
        }
    }

    /// The primary key of a row `t` as the text in a rule.
    private var keyText: Statement {
        let parts = root.keyColumns.map { "CAST(t.\(identifier: $0) AS CHAR)" as Statement }
        return "CONCAT_WS('/', \(parts.joined(separator: ", ")))"
    }
}

extension SutureError.Code {
    /// A rule names a missing row.
    public static let survivorMissing = Self(rawValue: "survivor-missing")
}

/// Tests for values without content: NULL, or text of blanks.
enum BlankValue {
    static func test(_ value: Statement, _ column: Column) -> Statement {
        guard column.isText || column.dataType.hasSuffix("blob") || column.dataType.hasSuffix("binary") else {
            return "\(value) IS NULL"
        }
        return "\(value) IS NULL OR TRIM(\(value)) = ''"
    }
}
