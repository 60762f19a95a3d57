import MySQLClient

extension Table {
    /// The table under an alias, in a join by its whole primary key.
    ///
    /// Without the hint a server whose statistics say that the table is empty, as they may after a load or where they are
    /// not kept up (`innodb_stats_auto_recalc`), reads all of it for each row of a chunk.
    ///
    /// - Parameter alias: The name of the table in the join.
    /// - Returns: The table reference.
    public func byKey(_ alias: Statement) -> Statement { "\(table: self) AS \(alias) FORCE INDEX (PRIMARY)" }
}
