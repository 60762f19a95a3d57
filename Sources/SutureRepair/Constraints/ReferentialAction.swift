/// The action of a foreign key for rows whose parent is deleted or changes its key.
public enum ReferentialAction: String, Sendable {
    /// The parent cannot be deleted or changed.
    case restrict = "RESTRICT"
    /// The same as `restrict` in InnoDB.
    case noAction = "NO ACTION"
    /// The rows are deleted or changed with it.
    case cascade = "CASCADE"
    /// The referring columns become NULL.
    case setNull = "SET NULL"
}
