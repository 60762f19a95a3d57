import MySQLClient
import SutureCore

/// Combines the rows of a table that collide under several unique keys into classes, in the workspace.
struct CollisionClasses {
    let table: Table
    let workspace: Workspace
    let session: Session

    /// Labels the rows that collide under several unique keys: rows that are equal under one of them, directly or
    /// through other rows, have the same label.
    ///
    /// - Returns: The table with the labels.
    func label(_ groups: [KeyImages], _ place: Int) throws -> Statement {
        let name = "c\(place)"
        let keys = MapColumns.names(table, "k")
        let definitions = try MapColumns.definitions(table, "k").joined(separator: ", ")
        try workspace.create(
            name,
            """
            (\(definitions), is_moved BOOLEAN NOT NULL, label BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
            PRIMARY KEY (\(identifiers: keys)), KEY (label))
            """
        )
        let columns = keys + ["is_moved"]
        for images in groups {
            try workspace.fill(
                name,
                columns,
                from: """
                    SELECT \(identifiers: columns) FROM (
                      SELECT x.*, COUNT(*) OVER (PARTITION BY \(identifiers: images.values)) AS size FROM \(images.all) AS x
                    ) AS sized WHERE size > 1 ON DUPLICATE KEY UPDATE label = label
                    """
            )
        }
        while try groups.reduce(0, { try $0 + spreadLabels(name, keys, $1) }) > 0 {}
        return workspace.table(name)
    }

    /// Gives the rows of each class of one unique key the smallest of their labels; returns the number of changed rows.
    private func spreadLabels(_ name: String, _ keys: [String], _ images: KeyImages) throws -> Int {
        let match = { (left: Statement, right: Statement) -> Statement in
            keys.map { "\(left).\(identifier: $0) = \(right).\(identifier: $0)" as Statement }
                .joined(separator: " AND ")
        }
        let values = images.values.map { "x.\(identifier: $0)" as Statement }.joined(separator: ", ")
        let selected = keys.map { "x.\(identifier: $0)" as Statement }.joined(separator: ", ")
        return try workspace.write(
            """
            UPDATE \(workspace.table(name)) AS c JOIN (
              SELECT \(selected), MIN(y.label) OVER (PARTITION BY \(values)) AS low
              FROM \(images.all) AS x JOIN \(try workspace.alias(name, 1)) AS y ON \(match("x", "y"))
            ) AS p ON \(match("c", "p")) SET c.label = p.low WHERE c.label > p.low
            """
        )
    }
}
