import MySQLClient
import SutureCore

/// A column that looks like a reference and is neither named nor ignored, which stops a step that changes keys.
struct UnnamedReference {
    let reference: Reference
    let parent: Table
    let schema: Schema

    /// Returns the blocker, with the evidence of the data.
    func note(_ session: Session) throws -> Note {
        let evidence = try ReferenceEvidence(reference, in: parent, schema, session)
        return Note(
            .blocker,
            .undeclaredReference,
            "\(reference.text) looks like a reference to \(parent.name) (\(evidence.text)), and no foreign key declares it.",
            remedy:
                "Name it in undeclared, MergeReference(\"\(reference.table)\", \"\(reference.columns[0])\", "
                + "to: \"\(parent.name)\"), or in ignoring."
        )
    }
}
