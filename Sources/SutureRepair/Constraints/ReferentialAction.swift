/// What a foreign key does with rows whose parent goes or changes its key.
public enum ReferentialAction: String, Sendable {
    /// The parent cannot go or change.
    case restrict = "RESTRICT"
    /// The same as `restrict` in InnoDB.
    case noAction = "NO ACTION"
    /// The rows go or change with it.
    case cascade = "CASCADE"
    /// The referring columns become NULL.
    case setNull = "SET NULL"
}
