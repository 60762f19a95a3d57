import MySQLClient

extension Table {
    /// Returns the table under an alias, for a join by its whole primary key.
    ///
    /// Without the hint, a server whose statistics show an empty table, as may happen after a load or where statistics
    /// are not maintained (`innodb_stats_auto_recalc`), reads all of it for each row of a chunk.
    ///
    /// - Parameter alias: The name of the table in the join.
    /// - Returns: The table reference.
    public func byKey(_ alias: Statement) -> Statement { "\(table: self) AS \(alias) FORCE INDEX (PRIMARY)" }
}
