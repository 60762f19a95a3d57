import MySQLClient

/// The SQL of the values that the columns of a table's rows `t` will have once a step has changed them.
struct FinalValues {
    /// Joins after `t` that keep all rows.
    let joins: Statement
    /// A join that keeps the rows which change, where one is enough.
    let inner: Statement?
    /// True for a row that changes.
    let isChanged: Statement
    /// The values of the columns that may change.
    let values: [String: Statement]
    /// The same as `isChanged` for a query with other tables, whose columns could have the same names; never NULL.
    var isChangedBesideOthers: Statement?
}
