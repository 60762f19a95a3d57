import MySQLClient

/// Adds to a sample the rows that it refers to, until only references that dangle in the database too lead out of it.
///
/// It follows foreign keys and the references that the migrations name, also within one table. It follows references
/// only to parents: rows that refer to a sampled one are not added.
struct SampleClosure {
    let session: Session
    /// The schema that is sampled; the sample is in the session's own schema.
    let source: String
    /// The tables of the sample.
    let tables: [Table]
    let references: [RowReference]

    /// Adds the rows.
    func complete() throws {
        let known = Dictionary(tables.map { ($0.name, $0) }) { first, _ in first }
        // A parent without a key was copied whole.
        let followed = references.filter { known[$0.table] != nil && known[$0.parent]?.keyColumns.isEmpty == false }
        var isComplete = false
        while !isComplete {
            isComplete = true
            for reference in followed {
                guard let parent = known[reference.parent] else { continue }
                if try session.execute(insertion(of: reference, parent)).matchedRows > 0 { isComplete = false }
            }
        }
    }

    private func insertion(of reference: RowReference, _ parent: Table) -> Statement {
        let columns = parent.writableColumns.map(\.name)
        let wanted = columns.map { "p.\(identifier: $0)" as Statement }.joined(separator: ", ")
        let named = reference.parentColumns.map { "p.\(identifier: $0)" as Statement }.joined(separator: ", ")
        let naming = reference.columns.map { "c.\(identifier: $0)" as Statement }.joined(separator: ", ")
        let condition: Statement = reference.condition.map { " WHERE \($0)" } ?? ""
        let isSame = parent.keyColumns.map { "x.\(identifier: $0) = p.\(identifier: $0)" as Statement }
            .joined(separator: " AND ")
        return """
            INSERT INTO \(identifier: parent.name) (\(identifiers: columns))
            SELECT \(wanted) FROM \(identifier: source).\(identifier: parent.name) AS p
            WHERE (\(named)) IN (SELECT \(naming) FROM \(identifier: reference.table) AS c\(condition))
            AND NOT EXISTS (SELECT 1 FROM \(identifier: parent.name) AS x WHERE \(isSame))
            """
    }
}
