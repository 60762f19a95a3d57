/// The source of the primary key that a row should have.
public struct KeySource: Sendable {
    let table: String
    let columns: [String]

    /// Takes the primary key from the row of another table that is equal in some columns, such as the user with the
    /// same email.
    ///
    /// Values are compared by the collations of the columns. Rows with NULL in one of the columns keep their key, as do
    /// those without an equal row.
    ///
    /// - Parameters:
    ///   - table: The other table; its primary key is one column of the same type.
    ///   - columns: The columns, of the same names in both tables.
    /// - Returns: The source.
    public static func matching(_ table: String, on columns: String...) -> KeySource {
        KeySource(table: table, columns: columns)
    }
}
