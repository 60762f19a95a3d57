import MySQLClient

/// A table of the workspace that maps each deleted row to its survivor.
public struct SurvivorMap: Sendable {
    let table: Statement
    let going: [String]
    let staying: [String]

    /// Creates a map from the names of the table and its columns.
    ///
    /// - Parameters:
    ///   - table: The table; it outlives the change.
    ///   - going: The columns with the primary key of the deleted row, in the order of the primary key.
    ///   - staying: The columns with the primary key of the survivor, in the same order.
    public init(_ table: Statement, going: [String], staying: [String]) {
        self.table = table
        self.going = going
        self.staying = staying
    }

    /// Tests that a row of the map, by its alias, is the one of a deleted key.
    func match(_ alias: Statement, _ key: [Statement]) -> Statement {
        zip(going, key).map { "\(alias).\(identifier: $0) = \($1)" as Statement }.joined(separator: " AND ")
    }
}
