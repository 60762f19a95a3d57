import MySQLClient

/// A reference that no foreign key declares.
public struct MergeReference: Sendable, Hashable {
    /// The table that refers.
    public let table: String
    /// The column that holds the primary key of the parent.
    public let column: String
    /// The table that is referred to, or nil for the merged one.
    public let parent: String?
    /// The column that names the table a row refers to, and its value for this one; nil if every row refers to it.
    let condition: ReferenceCondition?
    /// The path of the id in the documents of a JSON column, or nil.
    let path: String?

    /// Creates an undeclared reference.
    ///
    /// - Parameters:
    ///   - table: The table that refers.
    ///   - column: The column that holds the parent's primary key.
    ///   - parent: The table that is referred to; nil for the merged one.
    public init(_ table: String, _ column: String, to parent: String? = nil) {
        self.table = table
        self.column = column
        self.parent = parent
        condition = nil
        path = nil
    }

    /// Creates one side of a polymorphic reference: a pair of columns, one of which names the table that the other
    /// refers to.
    ///
    ///     MergeReference("comments", "subject_id", when: "subject_type", is: "institution")
    ///
    /// - Parameters:
    ///   - table: The table that refers.
    ///   - column: The column that holds the parent's primary key.
    ///   - parent: The table that is referred to; nil for the merged one.
    ///   - typeColumn: The column that names the kind of parent.
    ///   - value: Its value in rows that refer to this parent, compared by the column's collation.
    public init(
        _ table: String,
        _ column: String,
        to parent: String? = nil,
        when typeColumn: String,
        is value: String
    ) {
        self.table = table
        self.column = column
        self.parent = parent
        condition = ReferenceCondition(column: typeColumn, value: value)
        path = nil
    }

    /// Creates a reference by an id in the documents of a JSON column.
    ///
    ///     MergeReference("payments", "metadata", path: "$.institution_id")
    ///
    /// The id keeps its kind: a number stays a number, and a string a string. The rest of the document keeps its
    /// meaning. MariaDB, which stores documents as text, rewrites a changed document with a blank after each colon and
    /// comma; reverting the merge restores its text byte for byte. Negative ids, and those of more than 19 digits, are
    /// not found. No index finds ids in documents, so the whole table is read.
    ///
    /// - Parameters:
    ///   - table: The table that refers.
    ///   - column: The column that holds the documents.
    ///   - path: The path of one id, such as `$.institution_id` or `$.items[0].school`; without wildcards.
    ///   - parent: The table that is referred to; nil for the merged one. Its primary key is one column of integers or
    ///   text.
    public init(_ table: String, _ column: String, path: String, to parent: String? = nil) {
        self.table = table
        self.column = column
        self.parent = parent
        self.path = path
        condition = nil
    }
}

/// The condition for the rows of a polymorphic reference.
struct ReferenceCondition: Sendable, Hashable {
    let column: String
    let value: String

    /// Tests that a row is one of them.
    func test(_ row: Statement) -> Statement {
        "\(row).\(identifier: column) = \(value)"
    }
}
