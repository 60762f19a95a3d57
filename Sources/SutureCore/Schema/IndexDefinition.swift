import MySQLClient

/// An index that can be recorded and added again.
struct IndexDefinition: Codable, Equatable {
    struct Part: Codable, Equatable {
        let column: String
        let prefix: Int?
    }

    let name: String
    let isUnique: Bool
    let parts: [Part]

    /// Returns the indexes of a table besides the primary key, without those over expressions.
    static func all(of table: Table) -> [IndexDefinition] {
        table.indexes.filter { !$0.isPrimary && $0.columnNames.count == $0.parts.count }
            .map { index in
                IndexDefinition(
                    name: index.name,
                    isUnique: index.isUnique,
                    parts: zip(index.columnNames, index.parts).map { Part(column: $0, prefix: $1.prefix) }
                )
            }
    }

    /// The part of an ALTER TABLE that adds the index.
    var addition: Statement {
        let columns = parts.map { part -> Statement in
            guard let prefix = part.prefix else { return "\(identifier: part.column)" }
            return "\(identifier: part.column)(\(raw: String(prefix)))"
        }
        let kind: Statement = isUnique ? "UNIQUE KEY" : "KEY"
        return "ADD \(kind) \(identifier: name) (\(columns.joined(separator: ", ")))"
    }
}
