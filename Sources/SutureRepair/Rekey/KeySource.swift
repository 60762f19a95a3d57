/// Where rows find the primary key that they ought to have.
public struct KeySource: Sendable {
    let table: String
    let columns: [String]

    /// The primary key of the row of another table that is equal in some columns, such as the user with the same email.
    ///
    /// Values are compared by the collations of the columns. Rows with NULL in one of the columns keep their key, as do
    /// those without an equal.
    ///
    /// - Parameters:
    ///   - table: The other table; its primary key is one column of the same type.
    ///   - columns: The columns, of the same names in both tables.
    /// - Returns: The source.
    public static func matching(_ table: String, on columns: String...) -> KeySource {
        KeySource(table: table, columns: columns)
    }
}
