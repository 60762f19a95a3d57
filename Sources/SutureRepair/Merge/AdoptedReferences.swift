import Foundation
import MySQLClient
import SutureCore

/// Suggested references that a merge adopts, since the data confirms them.
///
/// They are found before the first write and stored in the workspace: a run that resumes in the middle must not decide
/// anew. The references adopted by the first application are recorded with the step, for a watch and for repetitions of
/// the merge: rows with dangling references do not block it then.
struct AdoptedReferences {
    private static let table = "adopted"

    private struct Adopted: Codable {
        let table: String
        let column: String
        let parent: String

        var reference: MergeReference { MergeReference(table, column, to: parent) }
    }

    let context: StepContext

    /// Returns the suggestions that may be adopted, by name and type.
    static func candidates(_ step: MergeDuplicates, _ layout: MergeLayout) -> [Reference] {
        layout.order.compactMap(layout.schema.find)
            .flatMap { parent in
                layout.graph.suggestions(for: parent, ignoring: step.ignored)
                    .filter { hasTypeOfKey($0, parent, layout.schema) }
            }
    }

    private static func hasTypeOfKey(_ reference: Reference, _ parent: Table, _ schema: Schema) -> Bool {
        guard let column = schema.find(reference.table)?.column(reference.columns[0]),
            let key = parent.column(reference.parentColumns[0])
        else { return false }
        return ColumnAgreement.difference(column, key) == nil
    }

    /// Finds the references whose values all exist in the parent, in addition to those adopted before.
    ///
    /// - Parameter step: The step.
    /// - Returns: The step with those references named, and notes about them.
    /// - Throws: `SutureError`, `MySQLError`.
    func find(for step: MergeDuplicates) throws -> (step: MergeDuplicates, notes: [Note]) {
        guard step.adoptsSuggested else { return (step, []) }
        var step = try recorded(for: step)
        var notes: [Note] = []
        let schema = try context.schema
        var seen: Set<Reference> = []
        while true {
            // A referring table of an adopted reference may lose rows itself, and then has references of its own.
            let open = try Self.candidates(step, MergeLayout(step, schema)).filter { seen.insert($0).inserted }
            guard !open.isEmpty else { return (step, notes) }
            var taken: Set<String> = []
            for reference in open where !taken.contains(reference.text) {
                let evidence = try ReferenceEvidence(
                    all: reference,
                    in: schema.table(reference.parent),
                    schema,
                    context.session
                )
                guard evidence.found == evidence.values else { continue }
                taken.insert(reference.text)
                step = step.naming([MergeReference(reference.table, reference.columns[0], to: reference.parent)])
                notes.append(
                    Note(
                        .info,
                        .information,
                        "\(reference.text) is taken for a reference to \(reference.parent): \(evidence.text)."
                    )
                )
            }
        }
    }

    /// Finds the references and stores them in the workspace.
    func settle(for step: MergeDuplicates, in workspace: Workspace) throws -> (step: MergeDuplicates, notes: [Note]) {
        guard step.adoptsSuggested else { return (step, []) }
        let found = try find(for: step)
        try workspace.create(
            Self.table,
            """
            (place INT PRIMARY KEY AUTO_INCREMENT, child VARCHAR(129) NOT NULL, child_column VARCHAR(64) NOT NULL,
            parent VARCHAR(129) NOT NULL)
            """
        )
        let adopted = found.step.undeclared.dropFirst(step.undeclared.count)
            .map { Adopted(table: $0.table, column: $0.column, parent: $0.parent ?? step.table) }
        for reference in adopted {
            try workspace.write(
                """
                INSERT INTO \(workspace.table(Self.table)) (child, child_column, parent)
                VALUES (\(reference.table), \(reference.column), \(reference.parent))
                """
            )
        }
        if workspace.isPermanent, !workspace.isRepeated {
            try context.recordPayload(String(decoding: JSONEncoder().encode(adopted), as: UTF8.self))
        }
        return found
    }

    /// Returns the step with the references stored in the workspace.
    func settled(for step: MergeDuplicates, in workspace: Workspace) throws -> MergeDuplicates {
        guard step.adoptsSuggested else { return step }
        let rows = try context.session.rows(
            "SELECT child, child_column, parent FROM \(workspace.table(Self.table)) ORDER BY place"
        )
        return step.naming(
            try rows.map { MergeReference(try $0.get("child"), try $0.get("child_column"), to: try $0.get("parent")) }
        )
    }

    /// Returns the step with the references that its first application has adopted, except those with missing columns.
    func recorded(for step: MergeDuplicates) throws -> MergeDuplicates {
        guard step.adoptsSuggested, let payload = try context.firstPayload else { return step }
        let schema = try context.schema
        let adopted = try JSONDecoder().decode([Adopted].self, from: Data(payload.utf8))
            .filter { schema.find($0.table)?.column($0.column) != nil && schema.find($0.parent) != nil }
        return step.naming(adopted.map(\.reference))
    }
}
