import MySQLClient

/// A table of the workspace that says, for each row which goes, the row that stays in its place.
public struct SurvivorMap: Sendable {
    let table: Statement
    let going: [String]
    let staying: [String]

    /// Names the table and its columns.
    ///
    /// - Parameters:
    ///   - table: The table; it outlives the change.
    ///   - going: The columns with the primary key of the row that goes, in the order of the primary key.
    ///   - staying: The columns with the primary key of the row that stays, in the same order.
    public init(_ table: Statement, going: [String], staying: [String]) {
        self.table = table
        self.going = going
        self.staying = staying
    }

    /// That a row of the map, by its alias, is the one of a key that goes.
    func match(_ alias: Statement, _ key: [Statement]) -> Statement {
        zip(going, key).map { "\(alias).\(identifier: $0) = \($1)" as Statement }.joined(separator: " AND ")
    }
}
